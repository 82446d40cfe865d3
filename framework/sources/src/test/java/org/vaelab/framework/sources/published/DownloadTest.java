// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.array.IdxBytes;
import org.vaelab.testkit.contract.GoldenError;

@Timeout(60)
class DownloadTest {
    @TempDir Path dir;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private ExecutorService workers;
    private Path cache;

    @BeforeEach
    void serve() throws Exception {
        cache = dir.resolve("cache");
        files.put("train-images-idx3-ubyte", IdxBytes.gzip(IdxBytes.images(600, 3, 2)));
        files.put("train-labels-idx1-ubyte", IdxBytes.gzip(IdxBytes.labels(new int[600])));
        files.put("t10k-images-idx3-ubyte", IdxBytes.gzip(IdxBytes.images(40, 3, 2)));
        files.put("t10k-labels-idx1-ubyte", IdxBytes.gzip(IdxBytes.labels(new int[40])));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        workers = Executors.newCachedThreadPool();
        server.setExecutor(workers);
        server.createContext("/good/", this::whole);
        server.createContext("/moved/", this::redirect);
        server.createContext("/wrong/", exchange -> answer(exchange, new byte[] {1, 2, 3}));
        server.createContext("/truncated/", this::half);
        server.createContext("/silent/", this::halfAndWait);
        server.createContext("/unannounced/", this::unannounced);
        server.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
        workers.shutdownNow();
    }

    private byte[] content(HttpExchange exchange) {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        assertThat(name).endsWith(".gz");
        return files.get(name.substring(0, name.length() - 3));
    }

    private void whole(HttpExchange exchange) throws IOException {
        answer(exchange, content(exchange));
    }

    private static void answer(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    private void unannounced(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(content(exchange));
        exchange.close();
    }

    private void redirect(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().add("Location", path.replace("/moved/", "/good/"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void half(HttpExchange exchange) throws IOException {
        byte[] content = content(exchange);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, content.length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private void halfAndWait(HttpExchange exchange) throws IOException {
        byte[] content = content(exchange);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, content.length / 2);
        exchange.getResponseBody().flush();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private URI mirror(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private record Tiny(SetFiles files) implements IdxSet {
        @Override
        public List<String> classes() {
            return List.of("zero");
        }
    }

    private SetSource source(Duration patience, URI... mirrors) throws Exception {
        return source(new Downloader(patience), mirrors);
    }

    private SetSource source(Downloader downloader, URI... mirrors) throws Exception {
        Map<String, String> md5 = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] digest = MessageDigest.getInstance("MD5").digest(file.getValue());
            md5.put(file.getKey(), HexFormat.of().formatHex(digest));
        }
        Tiny set = new Tiny(IdxSet.files("tiny", "Tiny", List.of(mirrors), md5));
        return new SetSource(set, DataLocations.of(cache), downloader);
    }

    private SetSource source(URI... mirrors) throws Exception {
        return source(Duration.ofSeconds(20), mirrors);
    }

    private List<String> cached() throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(cache)) {
            return found.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void downloadsOnceWithProgress() throws Exception {
        List<String> progress = new ArrayList<>();
        DataSource.Progress listener =
                (what, done, total) -> progress.add(what + " " + done + "/" + total);
        Dataset dataset = source(mirror("/good/")).load(listener);
        assertThat(dataset.train().size()).isEqualTo(600);
        assertThat(dataset.test().labels().orElseThrow().column("class").valueNames())
                .containsExactly("zero");
        assertThat(cached())
                .containsExactly(
                        "t10k-images-idx3-ubyte.gz",
                        "t10k-labels-idx1-ubyte.gz",
                        "train-images-idx3-ubyte.gz",
                        "train-labels-idx1-ubyte.gz");
        int length = files.get("train-images-idx3-ubyte").length;
        assertThat(progress)
                .contains(
                        "downloading "
                                + mirror("/good/")
                                + "train-images-idx3-ubyte.gz "
                                + length
                                + "/"
                                + length);
        assertThat(requests).hasValue(4);
        assertThat(source(mirror("/good/")).load(DataSource.Progress.SILENT).checksum())
                .isEqualTo(dataset.checksum());
        assertThat(requests).as("the second time from the cache").hasValue(4);
    }

    @Test
    void fetchesOnlyWhatIsMissing() throws Exception {
        IdxBytes.write(
                cache.resolve("tiny"),
                "train-images-idx3-ubyte.gz",
                files.get("train-images-idx3-ubyte"));
        source(mirror("/good/")).load(DataSource.Progress.SILENT);
        assertThat(requests).hasValue(3);
    }

    @Test
    void followsRedirectsAndGoesOnToTheNextMirror() throws Exception {
        Dataset dataset =
                source(
                                mirror("/absent/"),
                                mirror("/wrong/"),
                                mirror("/truncated/"),
                                mirror("/moved/"))
                        .load(DataSource.Progress.SILENT);
        assertThat(dataset.train().size()).isEqualTo(600);
        assertThat(cached()).hasSize(4);
    }

    @Test
    void saysWhatEveryMirrorDid() throws Exception {
        SetSource source = source(mirror("/absent/"), mirror("/wrong/"), mirror("/truncated/"));
        String port = ":" + server.getAddress().getPort();
        new GoldenError(getClass(), dir)
                .check(
                        "download-failed",
                        () -> {
                            try {
                                source.load(DataSource.Progress.SILENT);
                            } catch (DataException e) {
                                throw new DataException(e.getMessage().replace(port, ":PORT"), e);
                            }
                        });
        assertThat(cached()).isEmpty();
    }

    @Tag("full")
    @Test
    void withoutANetworkSaysWhereToPutTheFiles() throws Exception {
        server.stop(0);
        SetSource source = source(mirror("/good/"));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("tiny was not found, and could not be downloaded")
                .hasMessageContaining(
                        mirror("/good/") + "train-images-idx3-ubyte.gz: no connection")
                .hasMessageContaining("into " + cache.resolve("tiny"))
                .hasMessageContaining("VAELAB_DATA");
        assertThat(cache).as("not even a folder").doesNotExist();
    }

    @Test
    void anUnknownHostIsNamedAsSuch() throws Exception {
        SetSource source = source(URI.create("http://mirror.invalid/"));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "http://mirror.invalid/train-images-idx3-ubyte.gz: unknown host");
    }

    @Test
    @Tag("full")
    void aSilentMirrorIsGivenUp() throws Exception {
        SetSource source = source(Duration.ofSeconds(1), mirror("/silent/"));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("silent for 1 s after");
        assertThat(cached()).isEmpty();
    }

    /** It takes connections, and does not even answer. */
    @Test
    @Tag("full")
    void aMirrorWithoutAnAnswerIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI mirror = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            List<String> progress = new ArrayList<>();
            SetSource source = source(Duration.ofSeconds(1), mirror);
            assertThatThrownBy(() -> source.load((what, done, total) -> progress.add(what)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("silent for 1 s after 0 bytes");
            assertThat(progress)
                    .containsExactly(
                            "waiting for "
                                    + mirror
                                    + "train-images-idx3-ubyte.gz, which may be silent for 1 s");
            assertThat(cached()).isEmpty();
        }
    }

    @Test
    void aFileThatIsTooLargeIsGivenUp() throws Exception {
        long most = files.get("train-images-idx3-ubyte").length - 1L;
        Duration patience = Duration.ofSeconds(20);
        for (String mirror : List.of("/good/", "/unannounced/")) {
            SetSource source = source(new Downloader(patience, most), mirror(mirror));
            assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "larger than " + most + " bytes, the most that is downloaded");
            assertThat(cached()).isEmpty();
        }
        assertThat(source(new Downloader(patience, most + 1), mirror("/unannounced/")))
                .satisfies(source -> source.load(DataSource.Progress.SILENT));
    }

    @Test
    void anInterruptLeavesNothingBehind() throws Exception {
        Thread loader = Thread.currentThread();
        SetSource source = source(mirror("/silent/"));
        assertThatThrownBy(() -> source.load((what, done, total) -> loader.interrupt()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Interrupted while downloading");
        assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
        assertThat(cached()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws Exception {
        Files.writeString(cache, "a file where the folder should be");
        SetSource source = source(mirror("/good/"));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Cannot write into " + cache.resolve("tiny"));
    }

    @Test
    void thePublishedSetsAreComplete() {
        for (IdxSet data : List.of(new IdxSet.Mnist(), new IdxSet.FashionMnist())) {
            SetFiles.Download download = data.files().download().orElseThrow();
            assertThat(download.md5().keySet())
                    .containsExactlyInAnyOrderElementsOf(data.files().names());
            assertThat(download.md5().values()).allMatch(md5 -> md5.matches("[0-9a-f]{32}"));
            assertThat(data.classes()).hasSize(10).doesNotHaveDuplicates();
            assertThat(download.mirrors()).hasSizeGreaterThan(1);
            assertThat(download.mirrors()).allMatch(mirror -> mirror.toString().endsWith("/"));
        }
    }
}
