package io.spillway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import javax.cache.CacheException;

/** Imports run downwards only, and each library is known to one package. */
@AnalyzeClasses(packages = "io.spillway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String API = "io.spillway";
    private static final String CODEC = "io.spillway.codec";
    private static final String HEAP = "io.spillway.tier.heap";
    private static final String DISK = "io.spillway.tier.disk";
    private static final String CHECKPOINT = "io.spillway.checkpoint";
    private static final String CONFIG = "io.spillway.config";

    @ArchTest
    static final ArchRule layers = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("provider")
            .definedBy("io.spillway.provider..")
            .layer("config")
            .definedBy(CONFIG + "..")
            .layer("cache")
            .definedBy("io.spillway.cache..")
            .layer("checkpoint")
            .definedBy(CHECKPOINT + "..")
            .layer("tier")
            .definedBy("io.spillway.tier")
            .layer("heap")
            .definedBy(HEAP + "..")
            .layer("disk")
            .definedBy(DISK + "..")
            .layer("session")
            .definedBy("io.spillway.session..")
            .layer("codec")
            .definedBy(CODEC + "..")
            .whereLayer("session")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("provider")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("cache")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("checkpoint")
            .mayOnlyBeAccessedByLayers("provider", "cache")
            .whereLayer("tier")
            .mayOnlyBeAccessedByLayers("provider", "cache", "checkpoint", "heap", "disk")
            .whereLayer("heap")
            .mayOnlyBeAccessedByLayers("provider")
            // Checkpoints know how the disk tier names, locks and replaces files, and nothing else of it.
            .whereLayer("disk")
            .mayOnlyBeAccessedByLayers("provider", "checkpoint")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers("provider", "cache", "checkpoint", "session", "tier", "heap", "disk");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.spillway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule apiStandsAlone = classes()
            .that()
            .resideInAPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(API, "javax.cache..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyExceptionsOfJcacheBelowTheCache = noClasses()
            .that()
            .resideInAnyPackage("io.spillway.tier..", CODEC + "..")
            .should()
            .dependOnClassesThat(resideInAPackage("javax.cache..").and(not(type(CacheException.class))));

    @ArchTest
    static final ArchRule onlyDiskKnowsChronicle = only(DISK, "net.openhft..");

    @ArchTest
    static final ArchRule onlyHeapKnowsCaffeine = only(HEAP, "com.github.benmanes..");

    @ArchTest
    static final ArchRule onlyConfigKnowsYaml = only(CONFIG, "org.yaml..");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule noOtherLoggers = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    private static ArchRule only(String owner, String library) {
        return noClasses()
                .that(not(resideInAnyPackage(owner + "..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
