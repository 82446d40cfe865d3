// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;

/** The jar of a plugin with the likelihood {@code mine}, which is that of bits. */
final class PluginOfTests {

    private static final String MODULE =
            """
            package org.example;
            public final class Plugin extends org.vaelab.framework.plugin.VaeLabModule {
                @Override
                protected void announce() {
                    part(Mine.class);
                }
            }
            """;

    private static final String PART =
            """
            package org.example;
            import org.vaelab.framework.component.PartContext;
            import org.vaelab.framework.likelihood.Likelihood;
            import org.vaelab.framework.parts.likelihood.Bernoulli;
            import org.vaelab.framework.likelihood.LikelihoodPart;
            import org.vaelab.framework.settings.Part;
            @Part(value = "mine", description = "mine")
            public record Mine() implements LikelihoodPart {
                @Override public Likelihood create(PartContext context) {
                    return new Bernoulli();
                }
            }
            """;

    private PluginOfTests() {}

    static Path write(Path jar) throws IOException {
        return jar().write(jar);
    }

    /** Writes a jar that names a library in its manifest. */
    static Path write(Path jar, String library) throws IOException {
        return jar().library(library).write(jar);
    }

    private static JarOf jar() {
        return new JarOf().module("org.example.Plugin").source(MODULE).source(PART);
    }
}
