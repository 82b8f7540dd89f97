/* Guiju 规矩: classify administrative-enforcement cases with compiled policies. C ABI, version 1.
 *
 *   guiju_engine *engine = guiju_engine_new(NULL, NULL);
 *   guiju_policy *policy = guiju_load(engine, "policies/datong", &error);
 *   char *result = guiju_classify(policy, json, strlen(json), NULL, &error);
 *   ... guiju_string_free(result); guiju_policy_free(policy); guiju_engine_free(engine);
 *
 * Texts are UTF-8. Handles are opaque. Functions that can fail return NULL (or a negative number) and, when
 * `error` is not NULL, set *error to an object the caller frees. Engines and policies may be used from any
 * number of threads at once; a case belongs to one thread at a time. A policy stays valid after its engine is
 * freed. Freeing NULL is allowed. Structs start with their size, so that later versions can add members: set
 * it to sizeof of the struct you compiled with.
 */
#ifndef GUIJU_H
#define GUIJU_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GUIJU_EXPORT __attribute__((visibility("default")))
#else
#define GUIJU_EXPORT
#endif

#define GUIJU_C_ABI 1

typedef struct guiju_engine guiju_engine;
typedef struct guiju_policy guiju_policy;
typedef struct guiju_live guiju_live;
typedef struct guiju_case guiju_case;
typedef struct guiju_error guiju_error;

/* Version of this ABI the library implements; compare with GUIJU_C_ABI. */
GUIJU_EXPORT int guiju_c_abi(void);
GUIJU_EXPORT const char *guiju_version(void);

/* ---- errors and strings ---- */
GUIJU_EXPORT const char *guiju_error_code(const guiju_error *error);    /* "GJ0906", "environment", "usage" */
GUIJU_EXPORT const char *guiju_error_message(const guiju_error *error); /* one line */
GUIJU_EXPORT const char *guiju_error_details(
    const guiju_error *error); /* all problems with their places, or "" */
GUIJU_EXPORT void guiju_error_free(guiju_error *error);
GUIJU_EXPORT void guiju_string_free(char *text);

/* ---- engine ---- */
typedef struct guiju_engine_options {
  size_t size;                     /* sizeof(guiju_engine_options) */
  const char *const *search_roots; /* NULL-terminated, or NULL */
  const char *cache_directory;     /* NULL: the user's cache; "none": nothing is kept */
  const char *library_directory;   /* NULL: beside this library */
  const char *calendar_known;      /* "2024-02-07" or NULL */
  const char *region;              /* "楚雄" or NULL */
  int english;                     /* language of messages: 0 Chinese, 1 English */
  int no_background_native;        /* 1: do not compile to machine code in the background */
} guiju_engine_options;
/* options NULL: defaults. */
GUIJU_EXPORT guiju_engine *guiju_engine_new(const guiju_engine_options *options, guiju_error **error);
GUIJU_EXPORT void guiju_engine_free(guiju_engine *engine);

/* ---- policies: pinned handles ---- */
GUIJU_EXPORT guiju_policy *guiju_load(guiju_engine *engine, const char *policy, guiju_error **error);
GUIJU_EXPORT void guiju_policy_free(guiju_policy *policy);
GUIJU_EXPORT char *guiju_policy_name(const guiju_policy *policy);
GUIJU_EXPORT char *guiju_policy_closure(const guiju_policy *policy);
GUIJU_EXPORT char *guiju_policy_tier(const guiju_policy *policy); /* what "auto" runs now */
/* JSON description of facts and decisions: {"facts":[{"key","name","type",…}],"decisions":[…]}. */
GUIJU_EXPORT char *guiju_policy_describe(const guiju_policy *policy);
/* 0 when machine code is ready, -1 on error. Blocks for the compilation. */
GUIJU_EXPORT int guiju_policy_compile(guiju_policy *policy, guiju_error **error);

/* ---- replacing a policy while it is used ---- */
GUIJU_EXPORT guiju_live *guiju_open(guiju_engine *engine, const char *policy, guiju_error **error);
GUIJU_EXPORT guiju_policy *guiju_pin(const guiju_live *live); /* the current version; free it */
GUIJU_EXPORT int guiju_reload(guiju_live *live, guiju_error **error);
GUIJU_EXPORT void guiju_live_free(guiju_live *live);

/* ---- classifying ---- */
typedef struct guiju_classify_options {
  size_t size;      /* sizeof(guiju_classify_options) */
  const char *tier; /* NULL or "auto", "interpreter", "tables", "native" */
  const char *on;   /* "决定=2024-02-07,act=2024-01-03": dates of axes the case leaves open; NULL */
  int explain;      /* 1: with the trace */
  int text;         /* 0: JSON, 1: Chinese text, 2: English text */
} guiju_classify_options;
/* The documented result object; free it with guiju_string_free. options NULL: defaults. */
GUIJU_EXPORT char *guiju_classify(const guiju_policy *policy, const char *case_json, size_t length,
                                  const guiju_classify_options *options, guiju_error **error);

/* ---- typed cases: microseconds instead of JSON ---- */
/* Index of a fact by either spelling, -1 when there is none. List fields: 当事人.类型. */
GUIJU_EXPORT int64_t guiju_fact(const guiju_policy *policy, const char *name);
/* Index of a decision by either spelling, -1 when there is none. */
GUIJU_EXPORT int64_t guiju_decision(const guiju_policy *policy, const char *name);
GUIJU_EXPORT guiju_case *guiju_case_new(const guiju_policy *policy);
GUIJU_EXPORT void guiju_case_free(guiju_case *c);
GUIJU_EXPORT void guiju_case_clear(guiju_case *c);
/* 0, or -1: no such fact, or outside its range. bool 0/1, enum index, money 分, date days since 1970-01-01.
 */
GUIJU_EXPORT int guiju_case_set(guiju_case *c, int64_t fact, int64_t value);
GUIJU_EXPORT int guiju_case_set_text(guiju_case *c, int64_t fact, const char *text);
/* Number of the new element, -1 when there is no such list. */
GUIJU_EXPORT int64_t guiju_case_add_element(guiju_case *c, const char *list);
GUIJU_EXPORT int guiju_case_set_element(guiju_case *c, int64_t fact, int64_t element, int64_t value);
/* 0: every decision is determined; 1: some are not; -1: the case is of another policy. Then lo/hi can be
 * read. bool: lo surely, hi possibly; enum: mask of possible indexes. */
GUIJU_EXPORT int guiju_evaluate(const guiju_policy *policy, guiju_case *c);
GUIJU_EXPORT int64_t guiju_case_lo(const guiju_case *c, int64_t decision);
GUIJU_EXPORT int64_t guiju_case_hi(const guiju_case *c, int64_t decision);

/* ---- files ---- */
typedef struct guiju_batch_summary {
  uint64_t rows, bad, undetermined;
  int64_t elapsed_ms;
} guiju_batch_summary;
/* 0 when every row was good, 1 when some were bad, -1 on error. errors_path may be NULL. */
GUIJU_EXPORT int guiju_batch(const guiju_policy *policy, const char *input, const char *output,
                             const char *errors_path, int threads, guiju_batch_summary *summary,
                             guiju_error **error);

#ifdef __cplusplus
}
#endif
#endif
