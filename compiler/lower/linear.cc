#include "compiler/lower/linear.h"

#include <algorithm>
#include <numeric>

namespace guiju::lower {

namespace {

void Multiply(int64_t& value, int64_t factor, bool& overflow) {
  overflow |= __builtin_mul_overflow(value, factor, &value);
}

void MultiplyAll(Linear& a, int64_t factor) {
  if (factor == 1) return;
  for (auto& [id, coefficient] : a.terms) Multiply(coefficient, factor, a.overflow);
  Multiply(a.bias, factor, a.overflow);
}

}  // namespace

Linear Constant(int64_t value, int8_t scale) {
  Linear out;
  out.bias = value;
  out.scale = scale;
  return out;
}

Linear Term(ir::ExprId id, int8_t scale) {
  Linear out;
  out.terms.emplace_back(id, 1);
  out.scale = scale;
  return out;
}

Linear ToScale(Linear a, int8_t scale) {
  for (; a.scale < scale; ++a.scale) MultiplyAll(a, 10);
  return a;
}

Linear AddScaled(Linear a, Linear b, int64_t factor) {
  int8_t scale = std::max(a.scale, b.scale);
  a = ToScale(std::move(a), scale);
  b = ToScale(std::move(b), scale);
  a.overflow |= b.overflow;
  if (a.denominator != b.denominator) {
    int64_t common = std::gcd(a.denominator, b.denominator);
    int64_t for_a = b.denominator / common, for_b = a.denominator / common;
    MultiplyAll(a, for_a);
    Multiply(a.denominator, for_a, a.overflow);
    MultiplyAll(b, for_b);
    a.overflow |= b.overflow;
  }
  MultiplyAll(b, factor);
  a.overflow |= b.overflow;
  a.overflow |= __builtin_add_overflow(a.bias, b.bias, &a.bias);
  for (const auto& [id, coefficient] : b.terms) {
    auto it =
        std::find_if(a.terms.begin(), a.terms.end(), [&](const auto& term) { return term.first == id; });
    if (it == a.terms.end())
      a.terms.emplace_back(id, coefficient);
    else
      a.overflow |= __builtin_add_overflow(it->second, coefficient, &it->second);
  }
  std::erase_if(a.terms, [](const auto& term) { return term.second == 0; });
  return a;
}

Linear Times(Linear a, int64_t numerator, int64_t denominator) {
  if (numerator == 0) {
    a.terms.clear();
    a.bias = 0;
    a.denominator = 1;
    return a;
  }
  MultiplyAll(a, numerator);
  Multiply(a.denominator, denominator, a.overflow);
  if (a.overflow) return a;
  int64_t common = std::gcd(a.denominator, a.bias);
  for (const auto& [id, coefficient] : a.terms) common = std::gcd(common, coefficient);
  if (common > 1) {
    for (auto& [id, coefficient] : a.terms) coefficient /= common;
    a.bias /= common;
    a.denominator /= common;
  }
  return a;
}

}  // namespace guiju::lower
