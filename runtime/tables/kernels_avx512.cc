#define GUIJU_KERNELS Avx512Kernels
#define GUIJU_KERNELS_NAME "avx512"
#include "runtime/tables/kernels.inl"
