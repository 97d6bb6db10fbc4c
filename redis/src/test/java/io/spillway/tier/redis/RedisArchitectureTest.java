package io.spillway.tier.redis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the Redis tier may know: the contract of tiers and the codecs, but neither caches nor other tiers. */
@AnalyzeClasses(packages = "io.spillway.tier.redis", importOptions = ImportOption.DoNotIncludeTests.class)
class RedisArchitectureTest {
    @ArchTest
    static final ArchRule onlyContracts = classes()
            .that()
            .resideInAPackage("io.spillway.tier.redis")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.spillway",
                    "io.spillway.tier",
                    "io.spillway.tier.redis",
                    // How folders are locked, and files made for their owner alone; nothing else of it.
                    "io.spillway.tier.disk",
                    "io.spillway.codec",
                    "org.redisson..",
                    "io.github.resilience4j..",
                    "javax.cache",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule nothingSpeaksToRedisButCommandsAndClients = noClasses()
            .that()
            .doNotHaveSimpleName("Commands")
            .and()
            .doNotHaveSimpleName("Clients")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.redisson.api.options..", "org.redisson.config..", "io.netty..");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule noOtherLoggers = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
}
