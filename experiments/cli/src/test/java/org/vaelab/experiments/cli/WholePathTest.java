// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Provenances;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.evaluation.ExampleSubset;
import org.vaelab.framework.evaluation.ImportanceChoice;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/** From a config file to a report, and what can be done with what is left, on small data. */
final class WholePathTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: sprites, size: 16, train: 300, test: 60, validation: 50}
            seeds: [1, 2]
            network: {hidden: [16]}
            training: {steps: 40, batch: 20, checkpointEvery: 7, clip: 100}
            evaluation: {importanceSamples: 30, importanceExamples: 20, metrics: [activeUnits]}
            models:
              vae: {variant: gaussian, latent: 3}
              iwae: {variant: gaussian, latent: 2, estimator: {type: iwae, samples: 3}}
            baseline: vae
            """;

    @TempDir private static Path shared;

    private static final Terminal FIRST = new Terminal();
    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(FIRST, CONFIG, shared);
    }

    /** Returns a copy of the trained comparison, for a test that changes files. */
    private Trained copy() throws IOException {
        return trained.copy(temporary.resolve("copy"));
    }

    /** All that a run leaves, without its times and dates, by the file's name. */
    private static Map<String, String> comparable(Path run) throws IOException {
        RunFolder folder = new RunFolder(run);
        Map<String, String> files = new TreeMap<>();
        RunRecord record = folder.readResult().withoutVolatile();
        files.put("result", new String(RecordMapper.document(record), StandardCharsets.UTF_8));
        files.put(
                "history",
                folder.readHistory().stream()
                        .map(HistoryEntry::withoutVolatile)
                        .toList()
                        .toString());
        try (Stream<Path> walk = Files.walk(run)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = run.relativize(file).toString();
                if (!name.equals("result.json") && !name.equals("history.jsonl")) {
                    files.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    @Test
    void writesPlanRecordsAndReport() throws IOException {
        Path folder = trained.folder();
        assertThat(folder.resolve("plan.json")).isNotEmptyFile();
        assertThat(trained.runs()).hasSize(4);
        for (Path run : trained.runs()) {
            RunRecord record = new RunFolder(run).readResult();
            assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(record.metrics())
                    .containsKeys(
                            "elbo",
                            "reconstruction",
                            "kl",
                            "logLikelihood",
                            "bitsPerDimension",
                            "activeUnits");
            assertThat(record.metrics().get("logLikelihood").samples()).isEqualTo(30);
            assertThat(record.provenance().evaluatedData())
                    .containsEntry("elbo", 60L)
                    .containsEntry("logLikelihood", 20L);
            assertThat(new RunFolder(run).readHistory()).hasSize(40);
            assertThat(run.resolve("samples/prior.png")).isNotEmptyFile();
            assertThat(run.resolve("samples/reconstructions.png")).isNotEmptyFile();
            ModelFacts.Evaluation evaluation = record.provenance().facts().evaluation();
            assertThat(evaluation.subset()).isEqualTo(new ModelFacts.Subset(0L));
            assertThat(evaluation.kHatThreshold()).isCloseTo(0.323, within(5e-4));
            assertEstimatesBesideTheirData(run, record);
        }
        for (String file : List.of("index.html", "report.md", "tables/results.tex")) {
            assertThat(folder.resolve("report").resolve(file)).isNotEmptyFile();
        }
        assertThat(FIRST.out()).contains("vae", "iwae", "report: " + folder);
    }

    /** Of 60 test data log p(x) was estimated of the 20 that the evaluation seed draws. */
    private static void assertEstimatesBesideTheirData(Path run, RunRecord record)
            throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("perDatum.csv"));
        assertThat(lines).hasSize(61);
        int[] expected = new ExampleSubset(ImportanceChoice.RANDOM, 0).rows(20, 60);
        List<Integer> estimated = new ArrayList<>();
        double sum = 0;
        for (String line : lines.subList(1, 61)) {
            String[] fields = line.split(",", -1);
            if (!fields[2].isEmpty()) {
                estimated.add(Integer.parseInt(fields[0]));
                sum += Double.parseDouble(fields[2]);
            }
        }
        assertThat(estimated)
                .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
        assertThat(sum / 20).isCloseTo(record.metrics().get("logLikelihood").value(), within(1e-9));
    }

    @Test
    @Tag("full")
    void theSameSeedGivesTheSameBytesWhateverTheJobs() throws IOException {
        List<Path> first = trained.runs();
        Path folder = temporary.resolve("second");
        String[] command = {
            "compare", trained.config().toString(), "--out", folder.toString(), "--jobs", "2"
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        List<Path> second = new Trained(trained.config(), folder).runs();
        for (int i = 0; i < first.size(); i++) {
            assertThat(comparable(second.get(i))).isEqualTo(comparable(first.get(i)));
        }
        assertThat(comparable(first.get(0))).isNotEqualTo(comparable(first.get(1)));
    }

    @Test
    @Tag("full")
    void aSecondCallKeepsWhatIsComplete() throws IOException {
        Trained kept = copy();
        Path result = kept.runs().get(0).resolve("result.json");
        byte[] record = Files.readAllBytes(result);
        terminal.compare(kept.config(), kept.folder());
        assertThat(Files.readAllBytes(result)).isEqualTo(record);
        assertThat(terminal.err()).contains("complete already, kept");
    }

    @Tag("full")
    @Test
    void anInterruptedRunGoesOnToTheSameBytes() throws IOException {
        List<Path> whole = trained.runs();
        Path config = trained.config();
        ClassLoader loader = WholePathTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PlannedRun planned = spec.planned();
        ComparisonFolder folder =
                new ComparisonFolder(Files.createDirectory(temporary.resolve("interrupted")));
        ComparisonLock lock = ComparisonLock.open(folder);
        DataCache data = new DataCache(DataSource.Progress.SILENT);
        Lab shared = Lab.of(context, backends, data, new Provenances("test"));
        int[] asked = {0};
        Executor.Summary summary = null;
        // Each try has 20 questions more than the one before: training goes on, and evaluation
        // starts anew.
        for (int attempt = 1; summary == null || summary.interrupted() > 0; attempt++) {
            assertThat(attempt).isLessThan(20);
            asked[0] = 0;
            int questions = 20 * attempt;
            summary =
                    Executor.local(1)
                            .run(
                                    new Executor.Work(
                                            shared,
                                            folder,
                                            lock,
                                            Listener.interruptedBy(() -> ++asked[0] > questions),
                                            List.of(spec),
                                            Map.of()));
            if (attempt == 1) {
                assertThat(summary.interrupted()).isEqualTo(1);
            }
        }
        lock.close();
        Path same =
                whole.stream()
                        .filter(run -> run.getFileName().toString().equals(planned.folderName()))
                        .findFirst()
                        .orElseThrow();
        assertThat(comparable(folder.run(planned).path())).isEqualTo(comparable(same));
    }

    @Test
    void aRunIsReproducedFromItsRecord() throws IOException {
        Path run = copy().runs().get(0);
        assertThat(terminal.vaelab("reproduce", run.toString())).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("reproduced: the new record equals");
        assertThat(terminal.err()).contains("[1/1] ");
        Path result = run.resolve("result.json");
        String record = Files.readString(result);
        Files.writeString(
                result, record.replaceFirst("(\"version\": \")[^\"]+", "$1of another day"));
        assertThat(terminal.vaelab("reproduce", run.toString())).as("%s", terminal).isZero();
        assertThat(terminal.out())
                .contains("from other software or another machine:")
                .contains("provenance.framework.version: was \"of another day\"");
        Files.writeString(
                result, record.replaceFirst("(\"elbo\": \\{\\s*\"value\": )[-0-9.]+", "$1-1.5"));
        assertThat(terminal.vaelab("reproduce", run.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).contains("metrics.elbo.value: was -1.5, is now -");
        assertThat(terminal.vaelab("reproduce", run.toString(), "--set", "training.steps=1"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aFinishedRunIsEvaluatedAgain() throws IOException {
        Path run = copy().runs().get(0);
        RunRecord record = new RunFolder(run).readResult();
        assertThat(terminal.vaelab("evaluate", run.toString())).isZero();
        double elbo = record.metrics().get("elbo").value();
        assertThat(terminal.out()).contains(String.format(Locale.ROOT, "%.4f", elbo));
        assertThat(
                        terminal.vaelab(
                                "evaluate",
                                run.toString(),
                                "--set",
                                "evaluation.importanceSamples=7"))
                .isZero();
        assertThat(run.resolve("evaluations")).isDirectoryContaining("glob:**.json");
        assertThat(new RunFolder(run).readResult()).isEqualTo(record);
        assertThat(terminal.vaelab("evaluate", run.toString(), "--set", "training.batch=3"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("no key of 'training' can be replaced any more");
    }

    @Test
    void encoderAndGeneratorAreUsableAlone() throws IOException {
        Path run = trained.runs().get(2);
        Path codes = temporary.resolve("codes.csv");
        assertThat(terminal.vaelab("encode", run.toString(), "--out", codes.toString())).isZero();
        List<String> lines = Files.readAllLines(codes);
        assertThat(lines).hasSize(61);
        assertThat(lines.get(0)).startsWith("index,shape,").endsWith(",z0,z1,z2");
        for (String split : List.of("train", "validation")) {
            assertThat(terminal.vaelab("encode", run.toString(), "--split", split, "--first", "5"))
                    .isZero();
        }
        Path images = temporary.resolve("images.png");
        assertThat(terminal.vaelab("reconstruct", run.toString(), "--out", images.toString()))
                .isZero();
        assertThat(images).isNotEmptyFile();
        Path samples = temporary.resolve("samples.csv");
        String[] sample = {"sample", run.toString(), "--count", "7", "--out", samples.toString()};
        assertThat(terminal.vaelab(sample)).isZero();
        assertThat(Files.readAllLines(samples)).hasSize(8);
    }

    @Test
    @Tag("full")
    void theReportIsTheSameFromTheRecordsAlone() throws IOException {
        Path folder = copy().folder();
        byte[] page = Files.readAllBytes(folder.resolve("report/index.html"));
        assertThat(terminal.vaelab("report", folder.toString())).isZero();
        assertThat(Files.readAllBytes(folder.resolve("report/index.html"))).isEqualTo(page);
    }

    @Test
    @Tag("full")
    void aNumberThatIsNotFiniteFailsItsRunAndLeavesTheOthers() throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("diverges.yaml"),
                        CONFIG.replace("seeds: [1, 2]", "seeds: [1]")
                                .replace(
                                        "baseline: vae",
                                        """
                                  wild:
                                    variant: gaussian
                                    latent: 2
                                    training: {optimizer: {type: sgd, learningRate: 1.0e+30}}
                                  # No step comes after that which spoils it: evaluation does.
                                  last:
                                    variant: gaussian
                                    latent: 2
                                    training: {steps: 1, optimizer: {learningRate: 1.0e+30}}
                                baseline: vae
                                """));
        Path folder = temporary.resolve("it diverges");
        assertThat(terminal.vaelab("compare", config.toString(), "--out", folder.toString()))
                .isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("wild seed 1: FAILED", "2 of 4 runs failed");
        long completed = 0;
        for (Path run : new Trained(config, folder).runs()) {
            RunRecord record = new RunFolder(run).readResult();
            if (record.failure() == null) {
                completed++;
                continue;
            }
            assertThat(record.model()).isIn("wild", "last");
            assertThat(record.failure().step()).isBetween(1L, 3L);
            if (record.model().equals("last")) {
                assertThat(record.failure().cause())
                        .startsWith("not finite after step 1, on test data: elbo = ");
            }
            // What a shell makes of it are the words that reproduce the failure.
            assertThat(record.failure().reproduce()).isEqualTo("./vaelab reproduce '" + run + "'");
            assertThat(record.provenance().execution().command()).endsWith(" '" + folder + "'");
            assertThat(terminal.vaelab("reproduce", run.toString())).as("%s", terminal).isZero();
        }
        assertThat(completed).isEqualTo(2);
        assertThat(folder.resolve("report/index.html")).content().contains("wild");
    }
}
