/* Uses only the installed package: JSON in and out, a typed case, errors. Exit 0 when every answer is right.
 */
#include <guiju.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;
static void check(int right, const char *what) {
  if (!right) {
    printf("FAILED: %s\n", what);
    ++failures;
  }
}

int main(int argc, char **argv) {
  guiju_error *error = NULL;
  char buffer[4096];
  FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (file == NULL) return 2;
  size_t length = fread(buffer, 1, sizeof(buffer), file);
  fclose(file);

  check(guiju_c_abi() == GUIJU_C_ABI, "ABI version");
  guiju_engine_options options = {0};
  options.size = sizeof(options);
  options.no_background_native = 1;
  guiju_engine *engine = guiju_engine_new(&options, &error);
  check(engine != NULL, "engine");
  guiju_policy *policy = guiju_load(engine, argv[1], &error);
  if (policy == NULL) {
    printf("%s\n%s\n", guiju_error_message(error), guiju_error_details(error));
    return 1;
  }
  char *result = guiju_classify(policy, buffer, length, NULL, &error);
  check(result != NULL && strstr(result, "\"heavy_fine\"") != NULL, "the fine is the reason");
  check(result != NULL && strstr(result, "\"notice\"") != NULL, "an example policy says so");
  guiju_string_free(result);

  int64_t fine = guiju_fact(policy, "检验罚款"), scene = guiju_fact(policy, "on_site");
  int64_t review = guiju_decision(policy, "tested_review");
  guiju_case *c = guiju_case_new(policy);
  check(guiju_case_set(c, fine, 999999) == 0, "set money in fen");
  check(guiju_case_set(c, fine, -1) == -1, "out of range is refused");
  check(guiju_evaluate(policy, c) == 1, "one fact is not enough");
  check(guiju_case_lo(c, review) == 0 && guiju_case_hi(c, review) == 1, "either way");
  check(guiju_case_set(c, scene, 0) == 0, "set bool");
  check(guiju_evaluate(policy, c) == 0 && guiju_case_lo(c, review) == 0, "0.01 yuan below the threshold");
  guiju_case_set(c, fine, 1000000);
  check(guiju_evaluate(policy, c) == 0 && guiju_case_lo(c, review) == 1, "at the threshold");
  guiju_case_free(c);

  const char *bad = "{\"检验罚款\": \"1万吨\"}";
  check(guiju_classify(policy, bad, strlen(bad), NULL, &error) == NULL, "a wrong unit is refused");
  check(strncmp(guiju_error_code(error), "GJ09", 4) == 0, "with a stable code");
  check(strstr(guiju_error_details(error), "万吨") != NULL, "showing what was written");
  guiju_error_free(error);
  error = NULL;
  check(guiju_load(engine, "没有这个制度", &error) == NULL &&
            strcmp(guiju_error_code(error), "environment") == 0,
        "unknown policy");
  guiju_error_free(error);
  error = NULL;
  check(guiju_policy_compile(policy, &error) == 0,
        error != NULL ? guiju_error_message(error) : "native code");
  char *tier = guiju_policy_tier(policy);
  check(strcmp(tier, "native") == 0, "native tier");
  guiju_string_free(tier);
  guiju_engine_free(engine);
  result = guiju_classify(policy, buffer, length, NULL, NULL);
  check(result != NULL && strstr(result, "\"engine\": \"native\"") != NULL, "the policy outlives its engine");
  guiju_string_free(result);
  guiju_policy_free(policy);
  guiju_error_free(error);
  printf("C: %d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
