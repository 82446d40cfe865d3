// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * The arrows of the house: experiments -&gt; {variants, reports} -&gt; framework, and what may not
 * enter a room. Looks at the main classes of every module on the class path of this one, which is
 * every module but the benchmarks.
 */
final class ArchitectureTest {

    private static final String CORE = "org.vaelab.framework..";
    private static final String ND4J = "org.vaelab.framework.nd4j..";
    private static final String TORCH = "org.vaelab.framework.torch..";
    private static final String TESTKIT = "org.vaelab.testkit..";
    private static final String VARIANTS = "org.vaelab.variants..";
    private static final String REPORTS = "org.vaelab.reports..";
    private static final String EXPERIMENTS = "org.vaelab.experiments..";
    private static final String CLI = "org.vaelab.experiments.cli..";

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.vaelab");

    /** The modules, each with the classes it must contribute for the rules to mean anything. */
    static Stream<Arguments> modules() {
        return Stream.of(
                arguments("framework/core", isCore()),
                arguments("framework/nd4j", resideInAPackage(ND4J)),
                arguments("framework/torch", resideInAPackage(TORCH)),
                arguments("framework/testkit", resideInAPackage(TESTKIT)),
                arguments("variants", resideInAPackage(VARIANTS)),
                arguments("reports", resideInAPackage(REPORTS)),
                arguments("experiments", resideInAPackage(EXPERIMENTS)));
    }

    private static DescribedPredicate<JavaClass> isCore() {
        return resideInAPackage(CORE)
                .and(not(resideInAnyPackage(ND4J, TORCH)))
                .as("are in the core");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void everyModuleWasScanned(String module, DescribedPredicate<JavaClass> members) {
        List<String> scanned =
                MAIN.stream()
                        .filter(members)
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(scanned).as("main classes of %s among those scanned", module).isNotEmpty();
    }

    @Test
    void everyClassBelongsToAModule() {
        classes()
                .should()
                .resideInAnyPackage(CORE, TESTKIT, VARIANTS, REPORTS, EXPERIMENTS)
                .check(MAIN);
    }

    @Test
    void theFrameworkKnowsNoneOfItsUsers() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE, TESTKIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(VARIANTS, REPORTS, EXPERIMENTS)
                .check(MAIN);
    }

    @Test
    void theCoreKnowsNoBackendAndNoTestkit() {
        noClasses()
                .that(isCore())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ND4J, TORCH, TESTKIT)
                .check(MAIN);
    }

    @Test
    void theCoreUsesNoLibraryOfAnotherRoom() {
        noClasses()
                .that(isCore())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.nd4j..",
                        "org.bytedeco..",
                        "picocli..",
                        "me.tongfei..",
                        "org.tribuo..",
                        "org.knowm..",
                        "de.erichseifert..",
                        "com.fasterxml.jackson.dataformat..")
                .check(MAIN);
    }

    @Test
    void variantsStandOnTheCoreAlone() {
        noClasses()
                .that()
                .resideInAPackage(VARIANTS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EXPERIMENTS, REPORTS, ND4J, TORCH, TESTKIT)
                .check(MAIN);
    }

    @Test
    void noVariantImportsAnother() {
        slices().matching("org.vaelab.variants.(*)..").should().notDependOnEachOther().check(MAIN);
    }

    @Test
    void reportsReadRecordsAndNeverTrain() {
        noClasses()
                .that()
                .resideInAPackage(REPORTS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        VARIANTS,
                        EXPERIMENTS,
                        ND4J,
                        TORCH,
                        TESTKIT,
                        "org.vaelab.framework.training..")
                .check(MAIN);
    }

    @Test
    void onlyTensorsAndBackendsUseTheBackendInterface() {
        // A backend that cannot be opened is told to whoever asked for it.
        noClasses()
                .that(
                        not(
                                resideInAnyPackage(
                                        "org.vaelab.framework.tensor..", ND4J, TORCH, TESTKIT)))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.vaelab.framework.tensor.spi..")
                                .and(not(type(BackendException.class))))
                .check(MAIN);
    }

    @Test
    void onlyTheCommandLineTouchesTheStandardStreams() {
        noClasses().that(not(resideInAPackage(CLI))).should(accessStandardStreams()).check(MAIN);
    }

    @Test
    void randomnessComesFromKeys() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(SplittableRandom|random\\..*)")
                .orShould(accessTargetWhere(target("java.lang.Math", "random")))
                .orShould(accessTargetWhere(target("java.lang.StrictMath", "random")))
                .check(MAIN);
    }

    @Test
    void everyRoomHasItsSign() {
        all(new RoomsWithClasses()).should(beNullMarkedInPackageInfo()).check(MAIN);
    }

    private static ArchCondition<JavaClass> accessStandardStreams() {
        return new ArchCondition<>("access System.out, System.err or printStackTrace()") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getTarget().getName();
                    boolean stream =
                            owner.isEquivalentTo(System.class)
                                    && (name.equals("out") || name.equals("err"));
                    boolean trace =
                            owner.isAssignableTo(Throwable.class)
                                    && name.equals("printStackTrace")
                                    && access.getTarget().getFullName().endsWith("()");
                    events.add(
                            new SimpleConditionEvent(
                                    access, stream || trace, access.getDescription()));
                }
            }
        };
    }

    private static DescribedPredicate<JavaAccess<?>> target(String owner, String method) {
        return DescribedPredicate.describe(
                "target is " + owner + "." + method + "()",
                access ->
                        access.getTargetOwner().getName().equals(owner)
                                && access.getTarget().getName().equals(method));
    }

    /** The packages that hold a class of their own, whatever their subpackages hold. */
    private static final class RoomsWithClasses extends AbstractClassesTransformer<JavaPackage> {

        RoomsWithClasses() {
            super("packages with classes");
        }

        @Override
        public Iterable<JavaPackage> doTransform(JavaClasses classes) {
            return classes.stream().map(JavaClass::getPackage).distinct().toList();
        }
    }

    private static ArchCondition<JavaPackage> beNullMarkedInPackageInfo() {
        return new ArchCondition<>("have a package-info.java annotated @NullMarked") {
            @Override
            public void check(JavaPackage room, ConditionEvents events) {
                boolean marked =
                        room.tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith(NullMarked.class))
                                .orElse(false);
                events.add(
                        new SimpleConditionEvent(
                                room,
                                marked,
                                room.getName()
                                        + (marked ? " has" : " lacks")
                                        + " a package-info.java annotated @NullMarked"));
            }
        };
    }
}
