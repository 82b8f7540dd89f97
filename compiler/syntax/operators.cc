#include "compiler/syntax/operators.h"

namespace guiju::syntax {

int StrengthOf(ExprKind kind) {
  switch (kind) {
    case ExprKind::kOr:
      return kOr;
    case ExprKind::kAnd:
      return kAnd;
    case ExprKind::kNot:
      return kNot;
    case ExprKind::kEq:
    case ExprKind::kNe:
    case ExprKind::kLt:
    case ExprKind::kLe:
    case ExprKind::kGt:
    case ExprKind::kGe:
    case ExprKind::kIn:
    case ExprKind::kOutside:
    case ExprKind::kContains:
      return kCompare;
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
      return kAdd;
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
      return kMultiply;
    case ExprKind::kNegate:
      return kSign;
    case ExprKind::kSome:
    case ExprKind::kEvery:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
    case ExprKind::kIf:
      return kPrimary;  // OpenEnded decides about their parentheses
    case ExprKind::kNumber:
    case ExprKind::kFraction:
    case ExprKind::kDate:
    case ExprKind::kText:
    case ExprKind::kYes:
    case ExprKind::kNo:
    case ExprKind::kAny:
    case ExprKind::kName:
    case ExprKind::kCall:
    case ExprKind::kSet:
    case ExprKind::kInterval:
    case ExprKind::kBound:
    case ExprKind::kHolds:
    case ExprKind::kFails:
    case ExprKind::kList:
    case ExprKind::kRecord:
    case ExprKind::kPoison:
      return kPrimary;
  }
  return kPrimary;
}

bool IsOpenKind(ExprKind kind) { return kind == ExprKind::kIf || !QuantifierSlot(kind).empty(); }

std::string_view QuantifierSlot(ExprKind kind) {
  switch (kind) {
    case ExprKind::kSome:
      return "some";
    case ExprKind::kEvery:
      return "every";
    case ExprKind::kCount:
      return "count";
    case ExprKind::kSum:
      return "sum";
    case ExprKind::kLargest:
      return "largest";
    case ExprKind::kSmallest:
      return "smallest";
    case ExprKind::kNumber:
    case ExprKind::kFraction:
    case ExprKind::kDate:
    case ExprKind::kText:
    case ExprKind::kYes:
    case ExprKind::kNo:
    case ExprKind::kAny:
    case ExprKind::kName:
    case ExprKind::kCall:
    case ExprKind::kNot:
    case ExprKind::kNegate:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kEq:
    case ExprKind::kNe:
    case ExprKind::kLt:
    case ExprKind::kLe:
    case ExprKind::kGt:
    case ExprKind::kGe:
    case ExprKind::kIn:
    case ExprKind::kOutside:
    case ExprKind::kContains:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kSet:
    case ExprKind::kInterval:
    case ExprKind::kBound:
    case ExprKind::kIf:
    case ExprKind::kHolds:
    case ExprKind::kFails:
    case ExprKind::kList:
    case ExprKind::kRecord:
    case ExprKind::kPoison:
      break;
  }
  return {};
}

std::string_view Symbol(ExprKind kind) {
  switch (kind) {
    case ExprKind::kLt:
      return "<";
    case ExprKind::kLe:
      return "<=";
    case ExprKind::kGt:
      return ">";
    case ExprKind::kGe:
      return ">=";
    case ExprKind::kAdd:
      return "+";
    case ExprKind::kSubtract:
      return "-";
    case ExprKind::kMultiply:
      return "*";
    case ExprKind::kDivide:
      return "/";
    case ExprKind::kNumber:
    case ExprKind::kFraction:
    case ExprKind::kDate:
    case ExprKind::kText:
    case ExprKind::kYes:
    case ExprKind::kNo:
    case ExprKind::kAny:
    case ExprKind::kName:
    case ExprKind::kCall:
    case ExprKind::kNot:
    case ExprKind::kNegate:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kEq:
    case ExprKind::kNe:
    case ExprKind::kIn:
    case ExprKind::kOutside:
    case ExprKind::kContains:
    case ExprKind::kSet:
    case ExprKind::kInterval:
    case ExprKind::kBound:
    case ExprKind::kSome:
    case ExprKind::kEvery:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
    case ExprKind::kIf:
    case ExprKind::kHolds:
    case ExprKind::kFails:
    case ExprKind::kList:
    case ExprKind::kRecord:
    case ExprKind::kPoison:
      break;
  }
  GJ_UNREACHABLE();
}

std::string_view CompareSlot(ExprKind kind) {
  switch (kind) {
    case ExprKind::kEq:
      return "is";
    case ExprKind::kNe:
      return "is_not";
    case ExprKind::kLt:
      return "less_than";
    case ExprKind::kLe:
      return "at_most";
    case ExprKind::kGt:
      return "more_than";
    case ExprKind::kGe:
      return "at_least";
    case ExprKind::kIn:
      return "in";
    case ExprKind::kOutside:
      return "outside";
    case ExprKind::kContains:
      return "contains";
    case ExprKind::kNumber:
    case ExprKind::kFraction:
    case ExprKind::kDate:
    case ExprKind::kText:
    case ExprKind::kYes:
    case ExprKind::kNo:
    case ExprKind::kAny:
    case ExprKind::kName:
    case ExprKind::kCall:
    case ExprKind::kNot:
    case ExprKind::kNegate:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kSet:
    case ExprKind::kInterval:
    case ExprKind::kBound:
    case ExprKind::kSome:
    case ExprKind::kEvery:
    case ExprKind::kCount:
    case ExprKind::kSum:
    case ExprKind::kLargest:
    case ExprKind::kSmallest:
    case ExprKind::kIf:
    case ExprKind::kHolds:
    case ExprKind::kFails:
    case ExprKind::kList:
    case ExprKind::kRecord:
    case ExprKind::kPoison:
      return {};
  }
  return {};
}

}  // namespace guiju::syntax
