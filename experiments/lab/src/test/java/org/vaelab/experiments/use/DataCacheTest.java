// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.published.PublishedSet;
import org.vaelab.framework.sources.published.SetFiles;
import org.vaelab.framework.tensor.Backends;

final class DataCacheTest {

    @TempDir Path temporary;

    @Test
    void theDataOfARunAreAsExactAsItComputes() throws IOException {
        Files.writeString(temporary.resolve("points.csv"), "a\n0.1\n0.2\n0.3\n");
        Path config =
                Files.writeString(
                        temporary.resolve("precision.yaml"),
                        """
                        data: {source: table, path: points.csv, test: points.csv, standardize: false}
                        likelihood: gaussian
                        models:
                          single: {variant: gaussian, latent: 1}
                          exact: {variant: gaussian, latent: 1, runtime: {precision: float64}}
                        """);
        ClassLoader loader = DataCacheTest.class.getClassLoader();
        SpecContext context =
                SpecContext.of(
                        Plugins.load(loader), DataLocations.ofSystem(), Backends.find(loader));
        ComparisonSpec spec = new SpecReader(context).read(config, List.of());
        DataCache cache = new DataCache(DataSource.Progress.SILENT);
        PreparedData single = cache.get(spec.firstRun("single"));
        PreparedData exact = cache.get(spec.firstRun("exact"));
        assertThat(single.test().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(single.train().precision()).isEqualTo(ValuePrecision.SINGLE);
        assertThat(exact.train().precision()).isEqualTo(ValuePrecision.DOUBLE);
        double[] row = new double[1];
        exact.test().read(0, row, 0);
        assertThat(row).containsExactly(0.1);
        assertThat(cache.get(spec.firstRun("exact"))).isSameAs(exact);
    }

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static final AtomicInteger PORT = new AtomicInteger();

    /** A set whose only mirror closes each connection. */
    @Part(value = "unreachable", description = "a published set that is nowhere")
    record Unreachable() implements PublishedSet {

        @Override
        public SetFiles files() {
            URI mirror = URI.create("http://127.0.0.1:" + PORT.get() + "/");
            return new SetFiles(
                    "unreachable",
                    List.of("data"),
                    false,
                    "nowhere",
                    Optional.of(new SetFiles.Download(List.of(mirror), Map.of("data", ""), false)),
                    "nobody",
                    Optional.empty());
        }

        @Override
        public Dataset read(Path folder, ValuePrecision precision, Progress progress) {
            throw new AssertionError("there are no files");
        }
    }

    @Test
    void modelsThatPrepareASetInOtherWaysShareOneDownload() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("unreachable.yaml"),
                        """
                        data: {source: unreachable}
                        likelihood: bernoulli
                        models:
                          one: {variant: gaussian, latent: 1}
                          two: {variant: gaussian, latent: 1, data: {binarize: static}}
                        """);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            PORT.set(server.getLocalPort());
            Thread mirror = new Thread(() -> closeAll(server), "mirror");
            mirror.setDaemon(true);
            mirror.start();
            Lab lab = Lab.withParts(Unreachable.class);
            ComparisonSpec spec = new SpecReader(lab.specs()).read(config, List.of());
            String message = messageOf(lab, spec.firstRun("one"));
            assertThat(message).contains("unreachable was not found, and could not be downloaded");
            int tried = CONNECTIONS.get();
            assertThat(tried).isPositive();
            assertThat(messageOf(lab, spec.firstRun("two"))).isEqualTo(message);
            assertThat(CONNECTIONS).hasValue(tried);
        }
    }

    private static String messageOf(Lab lab, RunSpec run) {
        return catchThrowableOfType(DataException.class, () -> lab.data().get(run)).getMessage();
    }

    private static void closeAll(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
                CONNECTIONS.incrementAndGet();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }
}
