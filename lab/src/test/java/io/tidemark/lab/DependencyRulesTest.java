package io.tidemark.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which modules may use which, and which libraries. */
@AnalyzeClasses(packages = "io.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  /** The lab compares the model package with calls without it. */
  @ArchTest
  static final ArchRule onlyTheModelPackageAndItsMeasureKnowOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.tidemark.detector.model..", "io.tidemark.lab..")
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
              "io.tidemark.cli..",
              "io.tidemark.lab..")
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
              "io.tidemark.pipeline..", "io.tidemark.cli..", "io.tidemark.lab..")
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
          .layer("cli")
          .definedBy("io.tidemark.cli..")
          .layer("lab")
          .definedBy("io.tidemark.lab..")
          .whereLayer("lab")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("lab")
          .whereLayer("console")
          .mayOnlyBeAccessedByLayers("cli", "lab")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("cli", "lab")
          .whereLayer("model-export")
          .mayOnlyBeAccessedByLayers("cli", "lab")
          .whereLayer("detector")
          .mayOnlyBeAccessedByLayers("pipeline", "model-export", "cli", "lab");
}
