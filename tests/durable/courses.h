#pragma once
// Whole matters as scripts: what clerks, reviewers and bodies send to a case, command by command.
#include <memory>
#include <string>
#include <vector>

#include "runtime/cases/cases.h"

namespace guiju::durable {

inline constexpr std::string_view kAgency = "示范县";
inline constexpr std::string_view kLog = "main";

// One command of a course; `minutes` since the matter was opened, for those who set the clock.
struct Step {
  cases::Request request;
  int minutes = 0;
};

// The courses of the demonstration policy; a matter takes the one of its number modulo this.
int CourseCount();
// Of `matter` (a stream's id without "matter/"); every command has a key and an id that follow from
// `client`, `matter` and its place in the course.
std::vector<Step> CourseOf(int course, const std::string& client, const std::string& matter);
// Commands that any number of processes may send to the same matter in any order, once it is opened.
std::vector<Step> OpenShared(const std::string& client, const std::string& matter);
Step AssertShared(const std::string& client, const std::string& matter, int64_t number);

// The id of a command: a UUID version 7 that says nothing but the digest of these words.
std::string IdOf(const std::string& client, const std::string& key);

struct Place {
  std::string where;
  std::function<int64_t()> now_ms;
  bool read_only = false;
};
// Makes the store when there is none.
base::Result<std::unique_ptr<cases::Cases>> OpenCases(const Place& place);
// Everybody the courses need.
base::Status Hire(cases::Cases& cases);

// The beginning of the time in which the courses take place: 2024-01-02 09:00 in Shanghai.
int64_t FirstMs();

}  // namespace guiju::durable
