// The lexer sees one ASCII symbol per run of characters of one class (compiler/syntax/run_stream.h):
//   w  a word: letters and Han, digits after the first, '_', '-' between two Latin letters
//   Y  four digits   M  two digits   d  any other number of digits
//   o c  “ ”         l r  「 」       x  a character without meaning        ' ' blanks   '\n' newline
// and every punctuation mark, half or full width, as its half-width form. Keywords, units, Chinese numerals and
// citations are recognised afterwards from tables (compiler/syntax/promote.h).
lexer grammar GuijuLexer;

options { tokenVocab = GuijuKeywords; }

// Made by the token filter, never matched here.
tokens { CN_NUMBER, BOUNDED, CN_BOUNDED, CITES, OPEN_DECLARATION, ROW, ROW_END, FROM_GE, FROM_GT, FROM_LE, FROM_LT, TYPE_OPEN, TYPE_CLOSE }

PATH     : 'w' ('.' 'w')+ ;
WORD     : 'w' ;
DATE     : 'Y' '-' 'M' '-' 'M' ;
FRACTION : DIGITS '/' DIGITS ;
NUMBER   : DIGITS ('.' DIGITS)? ;
TEXT     : '"' ~["\n]* '"' | 'o' ~[c\n]* 'c' ;
SECOND   : 'l' ~[r\n]* 'r' ;
UNCLOSED : '"' ~["\n]* | 'o' ~[c\n]* | 'l' ~[r\n]* ;
COMMENT  : '/' '/' ~[\n]* ;
BLANK    : [ \n]+ ;

LBRACE : '{' ;  RBRACE : '}' ;
LPAREN : '(' ;  RPAREN : ')' ;
LBRACK : '[' ;  RBRACK : ']' ;
COMMA  : ',' ;  COLON  : ':' ;  SEMI : ';' ;  DOT : '.' ;
ARROW  : '-' '>' | 'A' ;
BAR    : '|' ;  DBAR   : '|' '|' ;
EQ     : '=' | '=' '=' ;
NE     : '!' '=' | 'N' ;
GE     : '>' '=' | 'G' ;
LE     : '<' '=' | 'L' ;
GT     : '>' ;  LT : '<' ;
PLUS   : '+' ;  MINUS : '-' ;  STAR : '*' ;  SLASH : '/' ;
PERCENT : '%' ;
BAD    : . ;

fragment DIGITS : [dYM] ;
