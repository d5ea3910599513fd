package io.tidemark.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of the house, over all modules. */
@AnalyzeClasses(packages = "io.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {
  /** Benchmarks hold the model package against calls without it. */
  @ArchTest
  static final ArchRule onlyTheModelPackageAndItsMeasureKnowOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.tidemark.detector.model..", "io.tidemark.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule onlyTheEndsOfTheLineKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tidemark.schemas.kafka..",
              "io.tidemark.pipeline.source..",
              "io.tidemark.pipeline.sink..",
              "io.tidemark.console..",
              "io.tidemark.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "kafka..");

  @ArchTest
  static final ArchRule onlyTrainingKnowsDjl =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tidemark.export..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule onlyTheJobAndItsHostsKnowFlink =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.tidemark.pipeline..", "io.tidemark.cli..", "io.tidemark.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule arrowsPointDown =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("schemas")
          .definedBy("io.tidemark.schemas..")
          .layer("detector")
          .definedBy("io.tidemark.detector..")
          .layer("pipeline")
          .definedBy("io.tidemark.pipeline..")
          .layer("model-export")
          .definedBy("io.tidemark.export..")
          .layer("console")
          .definedBy("io.tidemark.console..")
          .layer("benchmarks")
          .definedBy("io.tidemark.benchmarks..")
          .layer("cli")
          .definedBy("io.tidemark.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("benchmarks")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("console")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("cli", "benchmarks")
          .whereLayer("model-export")
          .mayOnlyBeAccessedByLayers("cli", "benchmarks")
          .whereLayer("detector")
          .mayOnlyBeAccessedByLayers("pipeline", "model-export", "cli", "benchmarks");
}
