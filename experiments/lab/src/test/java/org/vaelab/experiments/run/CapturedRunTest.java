// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Provenances;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Operation;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.tensor.CapturingBackend;
import org.vaelab.testkit.tensor.ReferenceBackendProvider;

/** What {@code runtime.graphs} does to a run, on backends that capture in Java. */
final class CapturedRunTest {

    private static final String CONFIG =
            """
            name: captured
            data: {source: sprites, size: 16, train: 40, test: 10}
            seeds: [1]
            runtime: {backend: %s, graphs: %s}
            network: {hidden: [4]}
            training: {steps: 8, batch: 10}
            evaluation: {importanceSamples: 5, metrics: []}
            models:
              vae: {variant: gaussian, latent: 2}
            """;

    private static final String REASON =
            "NormalKl[] cannot be captured: NormalKl[] in a program that is captured";

    /** A backend that captures all programs. */
    public static class Capturing implements BackendProvider {

        @Override
        public String name() {
            return "capturing";
        }

        @Override
        public Set<String> devices() {
            return Set.of("cpu");
        }

        @Override
        public int preference() {
            return 0;
        }

        @Override
        public TensorBackend open(BackendSettings settings) {
            return new CapturingBackend(
                    new ReferenceBackendProvider().open(settings), new AtomicLong(), refused());
        }

        List<Class<? extends Operation>> refused() {
            return List.of();
        }
    }

    /** A backend that captures no program with a KL of normal distributions. */
    public static final class Refusing extends Capturing {

        @Override
        public String name() {
            return "refusing";
        }

        @Override
        List<Class<? extends Operation>> refused() {
            return List.of(Operation.NormalKl.class);
        }
    }

    @TempDir Path temporary;

    private RunRecord run(String backend, String graphs) throws IOException {
        Path services =
                Files.createDirectories(temporary.resolve("services/META-INF/services"))
                        .resolve(BackendProvider.class.getName());
        Files.writeString(
                services, Capturing.class.getName() + "\n" + Refusing.class.getName() + "\n");
        URL[] folder = {temporary.resolve("services").toUri().toURL()};
        ClassLoader parent = CapturedRunTest.class.getClassLoader();
        try (URLClassLoader loader = new URLClassLoader(folder, parent)) {
            Plugins plugins = Plugins.load(parent);
            Backends backends = Backends.find(loader);
            SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
            Path config = temporary.resolve("config.yaml");
            Files.writeString(config, CONFIG.formatted(backend, graphs));
            RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
            DataCache data = new DataCache(DataSource.Progress.SILENT);
            Lab shared = Lab.of(context, backends, data, new Provenances("test"));
            RunFolder into = new RunFolder(temporary.resolve(backend + "-" + graphs));
            return RunExecution.execute(shared, spec.planned(), spec, into, Listener.SILENT)
                    .orElseThrow();
        }
    }

    private static String graphs(RunRecord record) {
        return record.provenance().backend().details().getOrDefault("graphs", "not recorded");
    }

    @Tag("full")
    @Test
    void capturedByDefaultToTheSameResults() throws IOException {
        RunRecord off = run("capturing", "off");
        RunRecord auto = run("capturing", "auto");
        assertThat(auto.metrics()).isEqualTo(off.metrics()).isNotEmpty();
        assertThat(graphs(off)).isEqualTo("not recorded");
        assertThat(graphs(auto)).isEqualTo("yes");
        assertThat(graphs(run("capturing", "on"))).isEqualTo("yes");
    }

    @Tag("full")
    @Test
    void aStepThatCannotBeCapturedIsRecorded() throws IOException {
        RunRecord auto = run("refusing", "auto");
        assertThat(auto.metrics()).isEqualTo(run("refusing", "off").metrics()).isNotEmpty();
        assertThat(graphs(auto)).isEqualTo("no: " + REASON);
    }

    @Test
    void aStepThatCannotBeCapturedIsAnErrorIfThatIsRequired() throws IOException {
        RunRecord record = run("refusing", "on");
        assertThat(record.status()).isEqualTo(RunStatus.FAILED);
        assertThat(record.failure().cause())
                .isEqualTo(
                        "runtime.graphs is on, but "
                                + REASON
                                + "; use runtime.graphs: auto or off");
    }
}
