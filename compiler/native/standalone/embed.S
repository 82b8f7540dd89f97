/* The compiled built-ins, byte for byte. */
    .section .rodata
    .global guiju_standalone_object, guiju_standalone_object_end
    .balign 16
guiju_standalone_object:
    .incbin GUIJU_STANDALONE_OBJECT
guiju_standalone_object_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
