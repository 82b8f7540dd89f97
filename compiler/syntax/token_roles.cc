#include "compiler/syntax/token_roles.h"

namespace guiju::syntax {

bool IsDeclaration(uint16_t type) {
  switch (type) {
    case tok::POLICY:
    case tok::USE:
    case tok::SOURCE:
    case tok::ENUM:
    case tok::ORDERED:
    case tok::DIMENSION:
    case tok::RECORD:
    case tok::FACT:
    case tok::FINDING:
    case tok::PRESUME:
    case tok::PARAMETER:
    case tok::DEFINE:
    case tok::EXTEND:
    case tok::DECISION:
    case tok::RULE:
    case tok::EXCEPT:
    case tok::TABLE:
    case tok::POSITION:
    case tok::EVENT:
    case tok::DOCUMENT:
    case tok::GROUND:
    case tok::BODY:
    case tok::DUTY:
    case tok::REQUIRE:
    case tok::FLOW:
    case tok::CLOCK:
    case tok::STAGE:
    case tok::OUTCOME:
    case tok::INTERRUPT:
    case tok::DOUBT:
    case tok::EXAMPLE:
    case tok::GIVEN:
    case tok::EXPECT:
      return true;
    default:
      return false;
  }
}

bool EndsOperand(uint16_t type) {
  switch (type) {
    case tok::WORD:
    case tok::PATH:
    case tok::NUMBER:
    case tok::CN_NUMBER:
    case tok::BOUNDED:
    case tok::CN_BOUNDED:
    case tok::FRACTION:
    case tok::DATE:
    case tok::TEXT:
    case tok::SECOND:
    case tok::YES:
    case tok::NO:
    case tok::ANY:
    case tok::RPAREN:
    case tok::RBRACK:
    case tok::RBRACE:
    case tok::HOLDS:
    case tok::FAILS:
    case tok::CITES:
    case tok::TYPE_CLOSE:
    case tok::UNDETERMINED:
      return true;
    default:
      return false;
  }
}

bool EndsClause(uint16_t type) {
  switch (type) {
    case tok::LOWER_ONLY:
    case tok::HIGHER_ONLY:
    case tok::START:
    case tok::END:
    case tok::OPEN:
    case tok::ROW_END:
    case tok::SEMI:
    case tok::NONE:
    case tok::DISSENT:
    case tok::ONCE:
    case tok::MUST_SET:
    case tok::DECIDES:
    case tok::REVISES:
    case tok::REASONED:
    case tok::ENCOURAGED:
    // Only keywords of their clause stand behind these.
    case tok::CHAIR_RECUSED:
    case tok::ON_EXPIRY:
    case tok::PROLONG_AGAIN:
      return true;
    default:
      return false;
  }
}

bool FollowsKeyword(uint16_t before, uint16_t type) {
  switch (type) {
    case tok::DECIDES:
      return before == tok::PERMITS;
    case tok::GO:
      return before == tok::ELSE;
    default:
      return false;
  }
}

uint16_t InfixOf(uint16_t type) {
  switch (type) {
    case tok::AT_LEAST:
      return tok::GE;
    case tok::MORE_THAN:
      return tok::GT;
    case tok::AT_MOST:
      return tok::LE;
    case tok::LESS_THAN:
      return tok::LT;
    default:
      return type;
  }
}

uint16_t BoundOpener(uint16_t infix) {
  switch (infix) {
    case tok::GE:
      return tok::FROM_GE;
    case tok::GT:
      return tok::FROM_GT;
    case tok::LE:
      return tok::FROM_LE;
    case tok::LT:
      return tok::FROM_LT;
    default:
      return infix;
  }
}

}  // namespace guiju::syntax
