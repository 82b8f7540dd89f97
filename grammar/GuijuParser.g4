// Structure of a policy file. Written so that one token of lookahead decides everywhere: the generated parser then
// runs without prediction. Whatever needs more context is settled before by the token filter (compiler/syntax/promote.h):
// which words are keywords, which `|` opens or ends a row, which comparison opens a bound of an interval, 是 as value.
// No parse tree is kept: compiler/syntax/build_*.cc read the labels.
parser grammar GuijuParser;

options { tokenVocab = GuijuLexer; superClass = SlimParser; }
import GuijuSoft;

@parser::postinclude {
#include "compiler/syntax/slim_parser.h"
namespace guiju_antlr {
using guiju::syntax::SlimParser;
}
}

// ---- file ----------------------------------------------------------------------------------------------------------

item
  : policy=policyDecl | use=useDecl | source=sourceDecl | enumeration=enumDecl | dimension=dimensionDecl
  | record=recordDecl | fact=factDecl | finding=findingDecl | presume=presumeDecl | parameter=parameterDecl
  | define=defineDecl | extend=extendDecl | decision=decisionDecl | table=tableDecl | doubt=doubtDecl
  | example=exampleDecl | position=positionDecl | event=eventDecl | document=documentDecl | ground=groundDecl
  | body=bodyDecl | duty=dutyDecl | gate=gateDecl | flow=flowDecl
  | OPEN_DECLARATION (openParameter=parameterDecl | openDefine=defineDecl | openDecision=decisionDecl)
  ;

// ---- names and types -----------------------------------------------------------------------------------------------

name    : word=( WORD | CN_NUMBER | CN_BOUNDED ) | other=soft ;
newName : first=name second=SECOND? ;
qname   : path=PATH | single=name ;
names   : all+=name ( COMMA all+=name )* ;
qnames  : all+=qname ( COMMA all+=qname )* ;
type    : base=qname ( TYPE_OPEN args+=type ( COMMA args+=type )* TYPE_CLOSE )? ;
formal  : id=newName COLON of=type ;
formals : LPAREN ( all+=formal ( COMMA all+=formal )* )? RPAREN ;
basis   : BASIS cites=CITES ;

// ---- the policy and its sources ------------------------------------------------------------------------------------

policyDecl : head=policyHead body=policyBody? ;
policyBody : LBRACE items+=headerItem* close=RBRACE ;
policyHead : POLICY id=qname second=SECOND? text=TEXT? ;
headerItem
  : key=( ISSUER | DOCUMENT_NO ) text=TEXT
  | key=( ISSUED | EFFECTIVE | REPEALED ) date=DATE
  | key=( LEVEL | NATURE ) word=name
  | key=UNDER superior=qname
  | key=TRANSITION WHEN? when=expr APPLIES word=name from=basis?
  ;
useDecl    : USE id=qname ;
sourceDecl : head=sourceHead body=sourceBody? ;
sourceBody : LBRACE items+=sourceItem* close=RBRACE ;
sourceHead : SOURCE id=newName ;
sourceItem
  : key=( TITLE | DOCUMENT_NO | URL | DOUBT ) text=TEXT
  | key=( ISSUED | EFFECTIVE | REPEALED ) date=DATE
  | key=RANK word=name
  | key=ADMITS words=names
  ;

// ---- vocabulary ----------------------------------------------------------------------------------------------------

enumDecl      : kind=( ENUM | ORDERED ) id=newName LBRACE values+=newName ( seps+=( COMMA | LT ) ( values+=newName )? )* close=RBRACE ;
dimensionDecl : DIMENSION id=newName LBRACE units+=unitDecl ( COMMA ( units+=unitDecl )? )* close=RBRACE ;
unitDecl      : id=newName EQ factor=NUMBER ;
recordDecl    : head=recordHead body=recordBody ;
recordBody    : LBRACE fields+=field* close=RBRACE ;
recordHead    : RECORD id=newName ;
field
  : id=newName COLON of=type clauses+=factClause*
  | COMMA
  ;
factDecl    : FACT id=newName COLON of=type clauses+=factClause* ;
findingDecl : FINDING id=newName ( COLON of=type )? clauses+=factClause* body=findingBody? ;
findingBody : LBRACE clauses+=factClause* close=RBRACE ;
factClause
  : key=( ASK | DESCRIPTION ) text=TEXT
  | key=( RANGE | WHEN | OTHERWISE | ABSENT_IS ) value=expr
  | from=basis
  | key=AXIS word=name
  | key=( FINDER | RAISED_BY ) words=names
  ;
presumeDecl : PRESUME id=qname EQ value=expr clauses+=presumeClause* ;
presumeClause : from=basis | key=WHEN value=expr ;

// ---- parameters and tables -----------------------------------------------------------------------------------------

parameterDecl   : head=parameterHead body=tableBody? ;
parameterHead   : PARAMETER id=newName params=formals? COLON of=type clauses+=parameterClause* ;
parameterClause
  : key=EQ value=expr
  | key=PER word=name
  | key=SET_BY text=TEXT
  | key=OPEN direction=( LOWER_ONLY | HIGHER_ONLY )?
  | key=RANGE value=expr
  | key=OVERRIDES target=qname
  | from=basis
  ;
tableBody : LBRACE items+=bodyItem* close=RBRACE ;
bodyItem
  : line=row
  | span=period
  ;
row    : ROW inputs+=cell ( BAR inputs+=cell )* ( DBAR outputs+=cell ( BAR outputs+=cell )* )? ROW_END? from=basis? ;
cell   : all+=expr ( COMMA all+=expr )* ;
period
  : ( SINCE since=DATE START? ( UNTIL until=DATE END? )? | UNTIL until=DATE END? ) COLON
    ( value=expr | rows+=row+ ) from=basis?
  ;
tableDecl   : head=tableHead body=tableBody ;
tableHead   : TABLE id=newName inputs=formals ARROW outputs=formals clauses+=tableClause* ;
tableClause : key=COMBINE word=name | from=basis ;

// ---- definitions and decisions -------------------------------------------------------------------------------------

defineDecl   : DEFINE id=newName params=formals? ( COLON of=type )? clauses+=defineClause* ;
extendDecl   : EXTEND id=newName clauses+=defineClause* ;
defineClause : key=( EQ | WHEN ) value=expr | from=basis ;

decisionDecl : head=decisionHead body=decisionBody? ;
decisionBody : LBRACE items+=decisionItem* close=RBRACE ;
decisionHead : DECISION id=newName text=TEXT? COLON of=type clauses+=decisionClause* ;
decisionClause
  : key=IF_UNKNOWN value=expr
  | key=( COMBINE | STRICTER ) word=name
  | key=MILDER target=qname SINCE first=name UNTIL second=name
  ;
decisionItem
  : entry=ruleDecl
  | OTHERWISE otherwise=expr from=basis?
  ;
ruleDecl : kind=( RULE | EXCEPT ) id=newName text=TEXT? clauses+=ruleClause* ;
ruleClause
  : from=basis
  | key=( WHEN | THEN ) value=expr
  | key=AGAINST targets=qnames
  | key=OVERRIDES target=qname
  | key=PER word=name
  | key=SINCE date=DATE START?
  | key=UNTIL date=DATE END?
  ;

// ---- who acts, what happens, what is written ------------------------------------------------------------------------

positionDecl   : POSITION id=newName clauses+=positionClause* ;
positionClause : from=basis | key=( QUALIFIED | ACTS_AS ) words=names | key=DESCRIPTION text=TEXT ;
eventDecl      : EVENT id=newName clauses+=eventClause* ;
eventClause    : from=basis | key=RECORDS target=qname | key=BY words=names | key=DESCRIPTION text=TEXT ;
documentDecl   : DOCUMENT id=newName clauses+=documentClause* ;
documentClause : from=basis | key=REQUIRED_WHEN value=expr | key=DESCRIPTION text=TEXT ;
groundDecl     : GROUND id=newName clauses+=groundClause* ;
groundClause   : from=basis | key=( SINCE | UNTIL ) word=name | key=DESCRIPTION text=TEXT ;

bodyDecl  : head=bodyHead block=bodyBlock ;
bodyHead  : BODY id=newName ;
bodyBlock : LBRACE items+=bodyClause* close=RBRACE ;
bodyClause
  : from=basis
  | key=( CHAIR | VICE | MEMBERS | MEMBER_UNITS | ATTENDS | SUBSTITUTES | ACTS_AS ) words=names
  | key=RECUSE words=names ( DECIDED_BY decider=name )?
  | key=CHAIR_RECUSED DECIDED_BY decider=name
  | key=( QUORUM | VOTE ) terms+=WORD* share=( NUMBER | FRACTION | CN_NUMBER | BOUNDED | CN_BOUNDED )?
  | key=DEADLOCK word=name
  | key=DISSENT
  | key=DESCRIPTION text=TEXT
  ;

// ---- clocks, duties, gates -----------------------------------------------------------------------------------------

amount : value=( NUMBER | CN_NUMBER ) ;
timing
  : key=WITHIN count=amount ( WHEN when=expr ( OTHERWISE other=amount )? )?
  | key=MINIMUM count=amount
  | key=LATEST word=name BEFORE count=amount
  | key=PROLONG count=amount ( once=ONCE | AT_MOST_TIMES times=amount )? ( APPROVER words=names )?
  | key=PROLONG_AGAIN set=MUST_SET? ( APPROVER words=names )?
  | key=EXCLUDES words=names
  | key=ON_EXPIRY ( EMITS word=name | GO target=name )
  | key=ROLL word=name
  ;
clockDecl   : head=clockHead block=clockBlock ;
clockHead   : CLOCK id=newName ;
clockBlock  : LBRACE items+=clockClause* close=RBRACE ;
clockClause : from=basis | key=SINCE words=names | time=timing ;

dutyDecl  : head=dutyHead block=dutyBlock ;
dutyHead  : DUTY id=newName text=TEXT? ;
dutyBlock : LBRACE items+=dutyClause* close=RBRACE ;
dutyClause
  : from=basis
  | key=( SINCE | BY | APPROVER | DISCHARGED_BY | VOIDED_BY ) words=names
  | key=WHEN value=expr
  | key=NOT_APPLICABLE WHEN? value=expr reason=basis?
  | key=ENCOURAGED
  | time=timing
  | due=obligation
  ;
obligation       : CHANNEL id=newName clauses+=obligationClause* ;
obligationClause : from=basis | key=OVERRIDES target=qname | time=timing ;

gateDecl : REQUIRE needed=names PERMITS ( decides=DECIDES | target=name ) clauses+=gateClause* ;
gateClause : from=basis | key=WHEN value=expr ;

// ---- flows ---------------------------------------------------------------------------------------------------------

flowDecl  : head=flowHead block=flowBlock ;
flowHead  : FLOW id=newName text=TEXT? ;
flowBlock : LBRACE items+=flowItem* close=RBRACE ;
flowItem
  : from=basis
  | key=WHEN value=expr
  | key=SEPARATE words=names
  | key=ENDS ends+=newName ( COMMA ends+=newName )*
  | clock=clockDecl | stage=stageDecl | interrupt=interruptDecl | gate=gateDecl
  ;
stageDecl  : head=stageHead block=stageBlock ;
stageHead  : STAGE id=newName text=TEXT? ;
stageBlock : LBRACE items+=stageItem* close=RBRACE ;
stageItem
  : from=basis
  | key=( BY | IN_TURN | PARALLEL | ACTS_AS | NEEDS | BARS | AGENDA ) words=names
  | key=ONLY_WHEN value=expr ELSE GO target=name
  | key=CHECKS checks+=check ( COMMA checks+=check )*
  | time=timing
  | entry=outcomeDecl
  ;
check       : id=newName ( DEFECT defect=name )? ;
outcomeDecl : OUTCOME id=newName clauses+=outcomeClause* ;
outcomeClause
  : from=basis
  | key=COUNTS_AS word=name
  | key=GO word=name
  | key=AT_MOST_TIMES count=amount BEYOND word=name
  | key=( EMITS | ON | APPROVER | NEEDS ) words=names
  | key=WHEN value=expr
  | key=( DECIDES | REVISES | REASONED )
  ;
interruptDecl : INTERRUPT id=newName clauses+=interruptClause* ;
interruptClause
  : from=basis
  | key=( BECAUSE | APPROVER | RESUMED_BY | EMITS ) words=names
  | key=GO word=name
  | key=WHEN value=expr
  ;

// ---- doubts and examples -------------------------------------------------------------------------------------------

doubtDecl   : DOUBT quote=TEXT PER readAs=TEXT clauses+=doubtClause* ;
doubtClause : key=REASON text=TEXT | from=basis ;
exampleDecl : head=exampleHead body=exampleBody ;
exampleBody : LBRACE items+=exampleItem* close=RBRACE ;
exampleHead : EXAMPLE text=TEXT ;
exampleItem
  : GIVEN given+=givenFact ( COMMA given+=givenFact )*
  | EXPECT id=qname ( undetermined=UNDETERMINED | value=expr ) reasons+=expectReason*
  ;
givenFact    : id=qname EQ value=expr ;
expectReason : key=( BECAUSE | ASK ) targets=qnames ;

// ---- expressions ---------------------------------------------------------------------------------------------------
// Flat: operands and operators in order. Precedence, the rule that 且 and 或 do not mix without parentheses and the
// rule that comparisons do not chain are applied in compiler/syntax/build_expr.cc.

expr  : terms+=term ( ops+=( AND | OR | IS | IS_NOT | EQ | NE | LT | LE | GT | GE | IN | OUTSIDE | CONTAINS | PLUS | MINUS | STAR | SLASH ) terms+=term )* ;
arith : terms+=term ( ops+=( PLUS | MINUS | STAR | SLASH ) terms+=term )* ;
term
  : prefix+=( NOT | MINUS )*
    ( value=( NUMBER | CN_NUMBER | FRACTION | DATE | TEXT | YES | NO | ANY )
    | bounds+=bound+
    | ( word=( WORD | PATH ) | other=soft ) ( open=LPAREN ( args+=expr ( COMMA args+=expr )* )? RPAREN ( DOT column=name )? )?
    | LPAREN inner=expr RPAREN
    | set=LBRACE ( args+=expr ( COMMA args+=expr )* )? RBRACE
    | list=LBRACK ( args+=expr ( COMMA args+=expr )* )? RBRACK
    | quantifier=( SOME | EVERY | COUNT ) binder=name IN over=term COLON body=expr
    | fold=( SUM | LARGEST | SMALLEST ) binder=name IN over=term COLON each=arith
    | IF condition=expr THEN yes=expr ELSE no=expr
    )
    post=( HOLDS | FAILS )?
  ;
bound
  : value=( BOUNDED | CN_BOUNDED )
  | op=( FROM_GE | FROM_GT | FROM_LE | FROM_LT )
    ( limit=( NUMBER | CN_NUMBER | FRACTION | DATE | WORD | PATH ) | other=soft | LPAREN inner=expr RPAREN )
  ;
