// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vaelab.framework.Internal;

/**
 * The modules of VaeLab that a plugin is compiled or tested against, each after those it depends
 * on. A further one is a line here: with its artifact, its folder, the modules before it that it
 * depends on, and the libraries, by their names in {@code repository/libraries.properties}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are of List.of
@Internal
public enum FrameworkModule {
    TENSOR("vaelab-tensor", "framework/tensor", List.of(), "jspecify"),
    RECORD(
            "vaelab-record",
            "framework/record",
            List.of(TENSOR),
            "jspecify",
            "jackson-databind",
            "fastcsv"),
    SETTINGS(
            "vaelab-settings",
            "framework/settings",
            List.of(TENSOR),
            "jspecify",
            "jackson-databind"),
    DATA("vaelab-data", "framework/data", List.of(SETTINGS), "jspecify", "jackson-databind"),
    // Guava is above what Guice asks for, as the root pom says.
    CORE(
            "vaelab-core",
            "framework/core",
            List.of(DATA, RECORD),
            "jspecify",
            "guice",
            "guava",
            "jackson-databind"),
    EVALUATION(
            "vaelab-evaluation",
            "framework/evaluation",
            List.of(CORE, RECORD),
            "jspecify",
            "jackson-databind"),
    PARTS("vaelab-parts", "framework/parts", List.of(EVALUATION)),
    TESTKIT_TENSOR(
            "vaelab-testkit-tensor",
            "framework/testkit/tensor",
            List.of(TENSOR),
            "junit-jupiter",
            "assertj-core",
            "hipparchus-core",
            "hipparchus-stat"),
    TESTKIT(
            "vaelab-testkit",
            "framework/testkit/parts",
            List.of(EVALUATION, TESTKIT_TENSOR),
            "junit-jupiter",
            "assertj-core",
            "hipparchus-core"),
    REPORTS(
            "vaelab-reports",
            "reports",
            List.of(TENSOR, RECORD),
            "jmustache",
            "hipparchus-core",
            "hipparchus-stat",
            "pdfbox",
            "graphics2d"),
    TESTKIT_REPORTS(
            "vaelab-testkit-reports",
            "reports/testkit",
            List.of(REPORTS),
            "junit-jupiter",
            "assertj-core"),
    GAUSSIAN("vaelab-gaussian", "variants/gaussian", List.of(CORE)),
    VMF("vaelab-vmf", "variants/vmf", List.of(CORE), "hipparchus-core"),
    GUMBEL("vaelab-gumbel", "variants/gumbel", List.of(CORE)),
    VQ("vaelab-vq", "variants/vq", List.of(CORE)),
    HYPERBOLIC("vaelab-hyperbolic", "variants/hyperbolic", List.of(CORE)),
    SIMPLEX("vaelab-simplex", "variants/simplex", List.of(CORE)),
    SPARSE("vaelab-sparse", "variants/sparse", List.of(CORE)),
    BETA("vaelab-beta", "variants/beta", List.of(CORE)),
    AGGREGATE("vaelab-aggregate", "variants/aggregate", List.of(CORE)),
    ADVERSARIAL("vaelab-adversarial", "variants/adversarial", List.of(CORE)),
    FACTOR("vaelab-factor", "variants/factor", List.of(CORE), "hipparchus-core"),
    MIXTURE("vaelab-mixture", "variants/mixture", List.of(CORE)),
    MULTIMODAL("vaelab-multimodal", "variants/multimodal", List.of(CORE, EVALUATION)),
    FLOW("vaelab-flow", "variants/flow", List.of(CORE, EVALUATION)),
    GRAMMAR("vaelab-grammar", "variants/grammar", List.of(CORE)),
    SERIES("vaelab-series", "variants/series", List.of(PARTS), "hipparchus-core"),
    TOPDOWN("vaelab-topdown", "variants/topdown", List.of(PARTS)),
    /** All parts that tests may name: a pom without a jar. */
    FAMILIES(
            "vaelab-families",
            "",
            List.of(
                    PARTS,
                    GAUSSIAN,
                    VMF,
                    GUMBEL,
                    VQ,
                    HYPERBOLIC,
                    SIMPLEX,
                    SPARSE,
                    BETA,
                    AGGREGATE,
                    ADVERSARIAL,
                    FACTOR,
                    MIXTURE,
                    MULTIMODAL,
                    FLOW,
                    GRAMMAR,
                    SERIES,
                    TOPDOWN));

    private final String artifact;
    private final String folder;
    private final List<FrameworkModule> modules;
    private final List<String> libraries;

    FrameworkModule(
            String artifact, String folder, List<FrameworkModule> modules, String... libraries) {
        this.artifact = artifact;
        this.folder = folder;
        this.modules = List.copyOf(modules);
        this.libraries = List.of(libraries);
    }

    /** Returns its name among the artifacts of {@code org.vaelab}. */
    public String artifact() {
        return artifact;
    }

    /** Returns the modules that have a jar. */
    public static Set<FrameworkModule> withJar() {
        return EnumSet.complementOf(EnumSet.of(FAMILIES));
    }

    /** Returns the folder of its sources in a checkout of VaeLab. */
    Path sources(Path checkout) {
        return checkout.resolve(folder).resolve("src/main/java");
    }

    /** Returns the modules that it names as dependencies. */
    List<FrameworkModule> modules() {
        return modules;
    }

    /** Returns the libraries that it names as dependencies. */
    List<String> libraries() {
        return libraries;
    }

    /** Returns it and all that it depends on, through others too, in the order of the modules. */
    Set<FrameworkModule> closure() {
        Set<FrameworkModule> closure = EnumSet.of(this);
        modules.forEach(module -> closure.addAll(module.closure()));
        return closure;
    }
}
