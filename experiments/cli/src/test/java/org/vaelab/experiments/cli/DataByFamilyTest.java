// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.config.Word;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Every kind of data with every family of the program: a model is trained and evaluated, or
 * rejected by a message that names what to change. Tables use the likelihood that is their default.
 */
final class DataByFamilyTest {

    private static final ClassLoader LOADER = DataByFamilyTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final SpecContext CONTEXT =
            SpecContext.of(PLUGINS, DataLocations.ofSystem(), Backends.find(LOADER));
    private static final TensorRuntime RUNTIME = Runtimes.on("nd4j", DType.FLOAT32);
    private static final int ROWS = 60;

    /** EM whose batches need not fill an epoch. */
    private static final String ONLINE = "estimator: {type: em, online: {}}";

    /**
     * The keys of each variant; the sweep over models from elsewhere is ForeignSweepTest.
     */
    private static final Map<String, String> FAMILIES = new TreeMap<>();

    static {
        Word.all(PLUGINS).keySet().forEach(name -> FAMILIES.put(name, "latent: 2"));
        FAMILIES.put("dirichlet", "latent: 3");
        FAMILIES.put("stick-breaking", "latent: 3");
        FAMILIES.put("gumbel", "variables: 2, categories: 3");
        FAMILIES.put("beta", "latent: 2, beta: 2");
        FAMILIES.put("beta-tc", "latent: 2, beta: 2");
        FAMILIES.put("dip", "latent: 2, offDiagonal: 1, diagonal: 1");
        FAMILIES.put("mmd", "latent: 2, lambda: 2");
        FAMILIES.put("aae", "latent: 2, critic: {hidden: [4]}");
        FAMILIES.put("factor-vae", "latent: 2, gamma: 2, critic: {hidden: [4]}");
        FAMILIES.put("vae-gan", "latent: 2, critic: {hidden: [4]}");
        for (String name : List.of("vq", "sq", "simvq")) {
            FAMILIES.put(name, "codebookSize: 5, positions: 2, codeDimension: 2");
        }
        FAMILIES.put("fsq", "positions: 2, levels: [3]");
        FAMILIES.put("lfq", "positions: 2, bits: 2");
        FAMILIES.put("bsq", "positions: 2, bits: 2");
        FAMILIES.put("residual", "positions: 1, stages: 2, quantiser: {type: fsq, levels: [3]}");
        FAMILIES.put("product", "latent: \"normal(2) x sphere(2)\"");
        FAMILIES.put("mixture", "components: 2, " + ONLINE);
        FAMILIES.put("factor-analysis", "latent: 1, " + ONLINE);
        FAMILIES.put("ppca", "latent: 1, " + ONLINE);
        FAMILIES.put("state-space", "state: 1");
        FAMILIES.put(
                "top-down", "stages: 1x2, width: 4, latent: 2, likelihood: discretized-logistic");
        FAMILIES.put("vrnn", "latent: 1, cell: {state: 3, hidden: [3], features: 2}");
    }

    private static final String WORDS =
            "{network: {encoder: gru, hidden: [4], embedding: 3},"
                    + " likelihood: {type: tokens, hidden: [4], embedding: 3}}";

    @TempDir Path folder;

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    private final DataCache cache = new DataCache(DataSource.Progress.SILENT);
    private final SplittableRandom random = new SplittableRandom(4);

    /**
     * A kind of data.
     *
     * @param keys of the section {@code data}
     * @param sections of every model, as a mapping of YAML
     */
    private record Kind(String keys, String sections) {}

    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    @BeforeEach
    void writeFiles() throws IOException {
        String none = "{network: {hidden: [4]}}";
        npy("real.npy", "<f4", "(" + ROWS + ", 3)", ROWS * 3 * Float.BYTES);
        npy("grey.npy", "|u1", "(" + ROWS + ", 6, 6)", ROWS * 36);
        String normal = "{likelihood: gaussian, " + none.substring(1);
        String logistic = "{likelihood: discretized-logistic, " + none.substring(1);
        kind("npy-real", "source: npy, train: real.npy", normal);
        kind("npy-standardized", "source: npy, train: real.npy, standardize: true", normal);
        kind("npy-grey", "source: npy, train: grey.npy", logistic);
        kind("npy-binarized", "source: npy, train: grey.npy, binarize: dynamic", none);
        for (int i = 0; i < ROWS; i++) {
            BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, 8, 8, random.ints(64).toArray(), 0, 8);
            Path file = folder.resolve("photos/" + i % 2 + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        }
        kind("images", "source: images, path: photos, size: 4", logistic);
        tables(none);
        StringBuilder lines = new StringBuilder();
        String[] words = {"red", "green", "blue", "one", "two", "three"};
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j <= i % 3 + 1; j++) {
                lines.append(j == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
            }
            lines.append('\n');
        }
        Files.writeString(folder.resolve("text.txt"), lines);
        String text = "source: text, path: text.txt, tokens: word";
        kind("text-lines", text, WORDS);
        kind("text-windows", text + ", examples: window, length: 4", WORDS);
        kind(
                "documents",
                "source: text, path: text.txt, examples: document, minDocuments: 1, stopWords: none",
                none);
        kind("series", "source: oscillators, steps: 4, train: 40, test: 20", normal);
        kind("grammar", "source: grammar, train: 40, test: 20", WORDS);
        kind("questions", "source: grammar, task: questions, train: 40, test: 20", WORDS);
        kind(
                "questions-given",
                "source: grammar, task: questions, train: 40, test: 20",
                "{condition: question, " + WORDS.substring(1));
    }

    private void tables(String none) throws IOException {
        for (boolean gaps : new boolean[] {false, true}) {
            StringBuilder rows = new StringBuilder("a,b,count,flag,group,stage\n");
            for (int i = 0; i < ROWS; i++) {
                String[] cells = {
                    String.valueOf(random.nextDouble()),
                    String.valueOf(1000 * random.nextDouble()),
                    String.valueOf(random.nextInt(90)),
                    String.valueOf(random.nextInt(2)),
                    "g" + random.nextInt(3),
                    "s" + random.nextInt(3)
                };
                for (int j = 0; j < cells.length; j++) {
                    boolean missing = gaps && (i + 2 * j) % 5 == 0;
                    rows.append(j == 0 ? "" : ",").append(missing ? "" : cells[j]);
                }
                rows.append('\n');
            }
            String name = gaps ? "gaps" : "table";
            Files.writeString(folder.resolve(name + ".csv"), rows);
            String table = "source: table, path: " + name + ".csv, testFraction: 0.3";
            kind(name + "-real", table + ", columns: [a, b]", none);
            kind(name + "-binary", table + ", columns: [flag]", none);
            kind(name + "-mixed", table, none);
            kind(
                    name + "-counts",
                    table
                            + ", columns: {count: count, a: ignore, b: ignore, flag: ignore, group:"
                            + " ignore, stage: ignore}",
                    none);
        }
    }

    private void kind(String name, String keys, String sections) {
        kinds.put(name, new Kind(keys, sections));
    }

    private void npy(String name, String type, String shape, int bytes) throws IOException {
        String header =
                "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer all =
                ByteBuffer.allocate(128 + bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                        .putShort((short) padded.length())
                        .put(padded.getBytes(StandardCharsets.US_ASCII));
        while (all.hasRemaining()) {
            if (type.equals("<f4")) {
                all.putFloat((float) (3 + random.nextDouble()));
            } else {
                all.put((byte) random.nextInt(256));
            }
        }
        Files.write(folder.resolve(name), all.array());
    }

    private Path config(String name, Kind kind, List<String> families) throws IOException {
        StringBuilder config =
                new StringBuilder(
                        """
                        name: %s
                        data: {%s}
                        seeds: [1]
                        runtime: {backend: nd4j, threads: 1}
                        training: {steps: 2, batch: 10}
                        evaluation: {importanceSamples: 2, importanceExamples: 5}
                        report: {formats: [html]}
                        models:
                        """
                                .formatted(name, kind.keys()));
        for (String family : families) {
            config.append("  %s: {variant: %s, ".formatted(family, family))
                    .append(FAMILIES.get(family));
            // Whole models have no networks, and most no likelihood.
            if (!WHOLE.contains(family)) {
                config.append(", ").append(kind.sections(), 1, kind.sections().length());
            } else {
                config.append('}');
            }
            config.append('\n');
        }
        return Files.writeString(folder.resolve(name + ".yaml"), config);
    }

    private static final List<String> WHOLE =
            List.of("mixture", "factor-analysis", "ppca", "state-space", "top-down", "vrnn");

    /** Returns why a family is rejected; empty if it is not. */
    private String rejected(String name, Kind kind, String family) throws IOException {
        Path config = config(name + "-" + family, kind, List.of(family));
        try (TensorScope scope = RUNTIME.scope()) {
            RunSpec spec = new SpecReader(CONTEXT).read(config, List.of()).runs().get(0);
            spec.assemble(RUNTIME, PLUGINS, cache.get(spec));
            return "";
        } catch (IllegalArgumentException | SpecException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Map<String, List<String>> accepted(Collection<String> tried) throws IOException {
        Map<String, List<String>> accepted = new LinkedHashMap<>();
        for (Map.Entry<String, Kind> kind : kinds.entrySet()) {
            List<String> families = new ArrayList<>();
            for (String family : tried) {
                String why = rejected(kind.getKey(), kind.getValue(), family);
                if (why.isEmpty()) {
                    families.add(family);
                } else {
                    assertThat(why)
                            .as("%s of %s", family, kind.getKey())
                            .containsPattern(
                                    "choose|expected|only for|needs|leave out|use |set |likelihood")
                            .doesNotContain("Exception");
                }
            }
            accepted.put(kind.getKey(), families);
        }
        return accepted;
    }

    /** The message lists the likelihoods that the data have. */
    @Test
    void aDefaultThatDoesNotFitIsRejectedWithAlternatives() throws IOException {
        Kind grey = new Kind("source: npy, train: grey.npy", "{network: {hidden: [4]}}");
        assertThat(rejected("unnamed", grey, "gaussian"))
                .contains("likelihood 'bernoulli' has no density for data of domain 'grey levels'")
                .contains("choose another likelihood: ", "discretized-logistic");
    }

    @Tag("full")
    @Test
    void everyKindOfDataHasAModel() throws IOException {
        assertThat(accepted(List.of("gaussian")))
                .allSatisfy((kind, families) -> assertThat(families).as(kind).contains("gaussian"));
    }

    @Test
    @Tag("slow")
    void everyModelIsMadeOrRejectedByName() throws IOException {
        Map<String, List<String>> accepted = accepted(FAMILIES.keySet());
        assertThat(accepted)
                .allSatisfy(
                        (kind, families) ->
                                assertThat(families)
                                        .as(kind)
                                        .contains("gaussian", "vmf", "gumbel", "vq", "product"));
        assertThat(accepted.get("npy-real")).contains("factor-analysis", "ppca");
        assertThat(accepted.get("table-binary")).contains("mixture");
        assertThat(accepted.get("series")).contains("state-space", "vrnn");
        assertThat(accepted.get("images")).contains("top-down");
    }

    /** Two steps and an evaluation of all models that are not rejected. */
    @Tag("exhaustive")
    @Test
    void whatIsNotRejectedIsTrained() throws IOException {
        for (Map.Entry<String, List<String>> each : accepted(FAMILIES.keySet()).entrySet()) {
            String name = each.getKey();
            Path config = config(name, kinds.get(name), each.getValue());
            Path out = folder.resolve("out-" + name);
            Terminal terminal = new Terminal();
            terminal.compare(config, out);
            assertThat(terminal.toString()).as(name).doesNotContain("failed", "Exception");
            Trained trained = new Trained(config, out);
            for (Path run : trained.runs()) {
                RunRecord record = new RunFolder(run).readResult();
                record.metrics()
                        .forEach(
                                (metric, value) ->
                                        assertThat(value.value())
                                                .as("%s of %s", metric, run.getFileName())
                                                .isFinite());
            }
        }
    }
}
