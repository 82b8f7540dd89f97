#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "runtime/record/bundle.h"
#include "runtime/record/directory_source.h"
#include "runtime/record/export.h"
#include "tests/unit/record_fixture.h"

namespace guiju::record {
namespace {

namespace fs = std::filesystem;

class RecordExport : public ::testing::Test {
 protected:
  RecordExport() : key_(KeyOf(kLogName)), folder_(::testing::TempDir() + "guiju_export_XXXXXX") {
    GJ_CHECK(::mkdtemp(folder_.data()) != nullptr);
    path_ = folder_ + "/out";
    log_.Fill(280);
    log_.Sign(key_);
    log_.Fill(320);
    log_.Redact(3, {"/当事人"}, true);
    log_.Sign(key_);
    log_.Fill(9);
  }
  ~RecordExport() override { fs::remove_all(folder_); }

  VerifyReport Verified() const {
    const base::Result<std::unique_ptr<LogSource>> source = OpenDirectory(path_);
    EXPECT_TRUE(source) << source.error().message;
    return VerifyLog(**source, log_.Options(key_));
  }
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(path_)) {
      if (item.is_regular_file()) files.push_back(item.path());
    }
    return files;
  }

  SigningKey key_;
  std::string folder_, path_;
  MemoryLog log_;
};

TEST_F(RecordExport, VerifiesAsTheLogDoes) {
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kPrivate));
  const VerifyReport report = Verified();
  EXPECT_TRUE(report.ok()) << report.findings.first()[0].detail;
  EXPECT_EQ(report.size, 610);
  EXPECT_EQ(report.unsigned_entries(), 9);
  EXPECT_EQ(report.bodies, VerifyLog(log_, log_.Options(key_)).bodies);
  EXPECT_EQ(report.redactions.size(), 1U);
  EXPECT_EQ(report.checkpoints, 2);
  EXPECT_TRUE(fs::exists(path_ + "/tile/entries/002.p/89"));
  EXPECT_TRUE(fs::exists(path_ + "/tile/0/001"));
  EXPECT_TRUE(fs::exists(path_ + "/tile/1/000.p/2"));
}

TEST_F(RecordExport, ThePublicGetsNoBodies) {
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kLeftOut));
  EXPECT_FALSE(fs::exists(path_ + "/private"));
  EXPECT_TRUE(Verified().ok());
  EXPECT_FALSE(Verified().bodies_checked);
  for (const fs::path& file : Files()) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find("张某"), std::string::npos) << file;
  }
}

TEST_F(RecordExport, PrivateIsTheOwnersOnly) {
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kPrivate));
  struct stat info = {};
  ASSERT_EQ(::stat((path_ + "/private").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700U);
  ASSERT_EQ(::stat((path_ + "/private/unsigned").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(RecordExport, NothingIsOverwritten) {
  fs::create_directory(path_);
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kLeftOut));
  EXPECT_FALSE(ExportLog(log_, path_, Bodies::kLeftOut));
  const std::string elsewhere = folder_ + "/elsewhere";
  fs::create_symlink("/dev/null", elsewhere);
  EXPECT_FALSE(ExportLog(log_, elsewhere, Bodies::kLeftOut));
  EXPECT_FALSE(ExportLog(log_, "/dev/null/x", Bodies::kLeftOut));
}

TEST_F(RecordExport, WithoutCheckpointEverythingIsUnsigned) {
  MemoryLog log;
  log.Fill(5);
  ASSERT_TRUE(ExportLog(log, path_, Bodies::kPrivate));
  EXPECT_TRUE(Verified().ok());
  EXPECT_EQ(Verified().unsigned_entries(), 5);
}

// Every file spoiled in its middle, cut short, emptied, and away.
TEST_F(RecordExport, EveryFileMatters) {
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kPrivate));
  const auto fails = [this] {
    const base::Result<std::unique_ptr<LogSource>> source = OpenDirectory(path_);
    return !source || !VerifyLog(**source, log_.Options(key_)).ok();
  };
  ASSERT_FALSE(fails());
  for (const fs::path& file : Files()) {
    const std::string name = file.lexically_relative(path_);
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    in.close();
    const auto write = [&file](const std::string& content) {
      std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
    };
    if (name != "unsigned") {  // nothing vouches for its nonces yet
      std::string changed = bytes;
      changed[bytes.size() / 2] = static_cast<char>(changed[bytes.size() / 2] ^ 4);
      write(changed);
      EXPECT_TRUE(fails()) << name;
    }
    write(bytes.substr(0, bytes.size() - 1));
    EXPECT_TRUE(fails()) << name;
    write(bytes + "x");
    EXPECT_TRUE(fails()) << name;
    // A tail that nobody signed can be cut off, and an older checkpoint forgotten; whoever kept one sees it.
    const bool loose = name == "unsigned" || name == "private/unsigned" || name.starts_with("checkpoints/");
    write("");
    if (!loose) {
      EXPECT_TRUE(fails()) << name;
    }
    fs::remove(file);
    if (!loose) {
      EXPECT_TRUE(fails()) << name;
    }
    fs::create_symlink("/dev/zero", file);
    EXPECT_TRUE(fails()) << name;
    fs::remove(file);
    write(bytes);
    ASSERT_FALSE(fails()) << name;
  }
}

TEST_F(RecordExport, NotALog) {
  EXPECT_FALSE(OpenDirectory(folder_ + "/absent"));
  EXPECT_FALSE(OpenDirectory(folder_));
}

TEST_F(RecordExport, ABundleFromTheDirectory) {
  ASSERT_TRUE(ExportLog(log_, path_, Bodies::kPrivate));
  const std::unique_ptr<LogSource> source = *OpenDirectory(path_);
  // The head at the last signature, 601 entries.
  const Checkpoint checkpoint = *OpenCheckpoint(log_.checkpoints.back(), {key_.verifier()});
  const std::string statement = *SignStreamHead({kLogName, checkpoint.head, "person/1", 1, 600}, key_);
  const base::Result<CaseBundle> bundle =
      MakeBundle(*source, log_.checkpoints.back(), statement, {{600, {"/basis"}}});
  ASSERT_TRUE(bundle) << bundle.error().message;
  EXPECT_TRUE(VerifyBundle(*bundle, kLogName, {key_.verifier()}).ok());
}

}  // namespace
}  // namespace guiju::record
