#pragma once
// Result<T>: a value, or an Error of the environment (file missing, library refused, cache damaged).
// Mistakes of an author are diagnostics (compiler/diag), not Errors; bugs of ours abort (check.h).
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "compiler/base/check.h"

namespace guiju::base {

struct Error {
  std::string message;  // one sentence for a person, with the path or name concerned
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }
  const T& value() const& {
    GJ_CHECK(ok());
    return std::get<T>(state_);
  }
  T& value() & {
    GJ_CHECK(ok());
    return std::get<T>(state_);
  }
  T&& value() && {
    GJ_CHECK(ok());
    return std::get<T>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  const Error& error() const {
    GJ_CHECK(!ok());
    return std::get<Error>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace guiju::base
