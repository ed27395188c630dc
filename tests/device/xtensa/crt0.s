    .section .vectors.text,"ax"
    .global _vectors
    .p2align 10
_vectors:
    .org _vectors + 0x00
    s32e a0, a5, -16
    s32e a1, a5, -12
    s32e a2, a5, -8
    s32e a3, a5, -4
    rfwo
    .org _vectors + 0x40
    l32e a0, a5, -16
    l32e a1, a5, -12
    l32e a2, a5, -8
    l32e a3, a5, -4
    rfwu
    .org _vectors + 0x80
    s32e a0, a9, -16
    l32e a0, a1, -12
    s32e a1, a9, -12
    s32e a2, a9, -8
    s32e a3, a9, -4
    s32e a4, a0, -32
    s32e a5, a0, -28
    s32e a6, a0, -24
    s32e a7, a0, -20
    rfwo
    .org _vectors + 0xC0
    l32e a0, a9, -16
    l32e a1, a9, -12
    l32e a2, a9, -8
    l32e a7, a1, -12
    l32e a3, a9, -4
    l32e a4, a7, -32
    l32e a5, a7, -28
    l32e a6, a7, -24
    l32e a7, a7, -20
    rfwu
    .org _vectors + 0x100
    s32e a0, a13, -16
    l32e a0, a1, -12
    s32e a1, a13, -12
    s32e a2, a13, -8
    s32e a3, a13, -4
    s32e a4, a0, -48
    s32e a5, a0, -44
    s32e a6, a0, -40
    s32e a7, a0, -36
    s32e a8, a0, -32
    s32e a9, a0, -28
    s32e a10, a0, -24
    s32e a11, a0, -20
    rfwo
    .org _vectors + 0x140
    l32e a0, a13, -16
    l32e a1, a13, -12
    l32e a2, a13, -8
    l32e a11, a1, -12
    l32e a3, a13, -4
    l32e a4, a11, -48
    l32e a5, a11, -44
    l32e a6, a11, -40
    l32e a7, a11, -36
    l32e a8, a11, -32
    l32e a9, a11, -28
    l32e a10, a11, -24
    l32e a11, a11, -20
    rfwu
    .org _vectors + 0x300
    movi a2, 1
    movi a3, 99
    .byte 0x00, 0x51, 0x00
    .org _vectors + 0x340
    movi a2, 1
    movi a3, 98
    .byte 0x00, 0x51, 0x00
    .org _vectors + 0x3c0
    movi a2, 1
    movi a3, 97
    .byte 0x00, 0x51, 0x00

    .section .text.start,"ax"
    .p2align 2
    .literal_position
    .literal .Lvec, _vectors
    .literal .Lsp, _stack_top
    .literal .Lps, 0x00040020
    .literal .Lmain, rust_main
    .literal .Lbottom, _stack_bottom
    .literal .Lpaint, 0xa5a5a5a5
    .section .text.start,"ax"
    .global _start
    .p2align 2
_start:
    l32r a0, .Lvec
    wsr a0, vecbase
    movi a0, 0
    wsr a0, windowbase
    rsync
    movi a0, 1
    wsr a0, windowstart
    rsync
    movi a0, 0xff // the floating-point unit on
    wsr a0, cpenable
    movi a0, 0x15 // compare-and-swap on uncached memory too
    wsr a0, atomctl
    l32r a1, .Lsp
    l32r a2, .Lbottom
    l32r a3, .Lpaint
1:  s32i a3, a2, 0
    addi a2, a2, 4
    bltu a2, a1, 1b
    // The window overflow handlers look for the caller's stack pointer at sp - 12
    // and save up to eight more registers below it.
    mov a3, a1
    addi a1, a1, -64
    addi a2, a1, -16
    s32i a3, a2, 4
    l32r a0, .Lps
    wsr a0, ps
    rsync
    movi a0, 0
    l32r a8, .Lmain
    callx8 a8

    .section .text.simcall,"ax"
    .global simcall
    .p2align 2
simcall:
    entry a1, 16
    .byte 0x00, 0x51, 0x00
    retw

    .section .text.ccount,"ax"
    .global ccount
    .p2align 2
ccount:
    entry a1, 16
    rsr a2, ccount
    retw

    .section .text.caller_stack_pointer,"ax"
    .global caller_stack_pointer
    .p2align 2
caller_stack_pointer:
    entry a1, 16
    addi a2, a1, 16
    retw
