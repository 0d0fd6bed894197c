// The rules between the settings of servers that share a Redis. Rules D33, F68.

type RedisSettings = {
  readonly redis: string | undefined;
  readonly redisWait: number;
  readonly data: string | undefined;
  readonly maxFileBytes: number;
  readonly redisFileBytes: number;
  readonly filesFolder: string | undefined;
  readonly s3: object | undefined;
  readonly s3Key: string | undefined;
  readonly s3Secret: string | undefined;
};

/** Settings that mean nothing without a Redis, and those that mean nothing without a store. */
const OF_REDIS = ["redisWait", "redisFileBytes", "filesFolder", "s3"] as const;
const OF_STORE = ["s3Key", "s3Secret", "s3Region"] as const;

type Field = keyof RedisSettings | (typeof OF_STORE)[number];

/**
 * Returns what contradicts itself.
 * @param givenAs returns the flag or variable that a setting was given by, undefined where it wasn't
 * @param mayHaveBoth whether a data file may stand beside the Redis
 */
export function redisProblems(
  settings: RedisSettings,
  givenAs: (field: Field) => string | undefined,
  mayHaveBoth: boolean,
): string[] {
  const { redis, redisWait, data, maxFileBytes, redisFileBytes, filesFolder, s3, s3Key, s3Secret } = settings;
  const isGiven = (field: Field) => givenAs(field) !== undefined;
  if (redis === undefined) {
    return OF_REDIS.filter((field) => isGiven(field) && !(field === "redisWait" && redisWait === 0)).map(
      (field) => `${givenAs(field)}: needs MAYFLY_REDIS`,
    );
  }
  const problems: string[] = [];
  if (data !== undefined && !mayHaveBoth) problems.push(`${givenAs("redis")}: can't be used with ${givenAs("data")}`);
  if (filesFolder !== undefined && s3 !== undefined) {
    problems.push(`${givenAs("s3")}: can't be used with ${givenAs("filesFolder")}`);
  }
  if (s3 === undefined) {
    problems.push(...OF_STORE.filter(isGiven).map((field) => `${givenAs(field)}: needs MAYFLY_S3`));
    if (filesFolder === undefined && isGiven("maxFileBytes") && maxFileBytes > redisFileBytes) {
      problems.push(
        `${givenAs("maxFileBytes")}: a Redis keeps files up to MAYFLY_REDIS_FILE; larger ones need MAYFLY_FILES_FOLDER or MAYFLY_S3`,
      );
    }
  } else if (s3Key === undefined || s3Secret === undefined) {
    problems.push(`${givenAs("s3")}: needs MAYFLY_S3_KEY and MAYFLY_S3_SECRET`);
  }
  return problems;
}
