package io.tidemark.detector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which code of the detection core may use which. */
@AnalyzeClasses(
    packages = "io.tidemark.detector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
  @ArchTest
  static final ArchRule onlyTheModelPackageKnowsOnnxRuntime =
      noClasses()
          .that()
          .resideOutsideOfPackage("..model..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule theCoreKnowsNeitherFlinkNorKafkaNorTraining =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "ai.djl..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.tidemark.detector.(*)..").should().beFreeOfCycles();
}
