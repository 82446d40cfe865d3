// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The modules of VaeLab that a plugin is compiled or tested against, each after those it depends on.
 * A further one is a line here: with its artifact, its folder below {@code framework}, the modules
 * before it that it depends on, and the libraries, by their names in {@code repository/libraries.properties}.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are of List.of
public enum FrameworkModule {
    TENSOR("vaelab-tensor", "tensor", List.of(), "jspecify"),
    RECORD("vaelab-record", "record", List.of(), "jspecify", "jackson-databind"),
    DATA("vaelab-data", "data", List.of(TENSOR), "jspecify", "jackson-databind"),
    // Guava is above what Guice asks for, as the root pom says.
    CORE(
            "vaelab-core",
            "core",
            List.of(DATA, RECORD),
            "jspecify",
            "slf4j-api",
            "guice",
            "guava",
            "jackson-databind"),
    EVALUATION(
            "vaelab-evaluation",
            "evaluation",
            List.of(CORE, RECORD),
            "jspecify",
            "jackson-databind"),
    PARTS("vaelab-parts", "parts", List.of(EVALUATION)),
    TESTKIT_TENSOR(
            "vaelab-testkit-tensor",
            "testkit/tensor",
            List.of(TENSOR),
            "junit-jupiter",
            "assertj-core",
            "hipparchus-core",
            "hipparchus-stat"),
    TESTKIT(
            "vaelab-testkit",
            "testkit/parts",
            List.of(EVALUATION, TESTKIT_TENSOR),
            "junit-jupiter",
            "assertj-core",
            "hipparchus-core",
            "hipparchus-stat");

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

    /** Returns the folder of its sources in a checkout of VaeLab. */
    Path sources(Path checkout) {
        return checkout.resolve("framework").resolve(folder).resolve("src/main/java");
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
