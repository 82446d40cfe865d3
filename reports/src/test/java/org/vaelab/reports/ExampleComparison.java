// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.JsonLines;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.ModelFacts.Evaluation;
import org.vaelab.framework.record.ModelFacts.Likelihood;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SampleSheet;
import org.vaelab.framework.record.Timing;
import org.vaelab.testkit.reports.MetricTable;

/**
 * A comparison as a run would leave it, with made-up numbers of a plausible size: four models, two
 * seeds, one failed run, one model without log p(x). Every number comes from a formula, so that the
 * folder is the same each time.
 */
public final class ExampleComparison {

    static final String CAUSE = "the loss is NaN in <term> kl & the step was undone";
    private static final String ABSENCE = "a deterministic posterior has no importance weights";
    private static final int SIDE = 7;

    private record Model(
            String name,
            String variant,
            double bound,
            double kl,
            double gap,
            double milliseconds) {}

    private static final List<Model> MODELS =
            List.of(
                    new Model("vae", "gaussian", -104.6, 19.8, 6.1, 9.1),
                    new Model("vae_z2", "gaussian", -145.9, 6.3, 4.1, 8.7),
                    new Model("iwae", "gaussian", -105.1, 19.7, 10.1, 23.4),
                    new Model("vq", "vq", -118.2, 69.3, Double.NaN, 14.2));

    private final ComparisonFolder folder;

    private ExampleComparison(Path path) {
        folder = new ComparisonFolder(path);
    }

    /** Writes the folder of the comparison. */
    public static void write(Path path) throws IOException {
        write(path, List.of(1L, 2L));
    }

    static void write(Path path, List<Long> seeds) throws IOException {
        new ExampleComparison(path).write(seeds);
    }

    private void write(List<Long> seeds) throws IOException {
        List<PlannedRun> runs = new ArrayList<>();
        for (Model model : MODELS) {
            for (long seed : seeds) {
                ObjectNode config = config(model, seed);
                runs.add(
                        new PlannedRun(
                                model.name(),
                                model.variant(),
                                seed,
                                RecordMapper.hash(config),
                                config));
            }
        }
        folder.writePlan(
                new ComparisonPlan(
                                ComparisonPlan.SCHEMA,
                                "latent-families-on-mnist10k",
                                "vae",
                                List.of("html", "markdown", "latex"),
                                runs)
                        .in("runs/latent-families-on-mnist10k"));
        int next = 0;
        for (Model model : MODELS) {
            for (long seed : seeds) {
                PlannedRun run = runs.get(next++);
                boolean fails = model.name().equals("iwae") && seed == 2;
                write(model, run, fails);
            }
        }
    }

    private static ObjectNode config(Model model, long seed) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("seed", seed);
        config.putObject("data").put("source", "mnist10k").put("binarize", "dynamic");
        config.putObject("runtime").put("backend", "nd4j").put("threads", 1);
        ObjectNode network = config.putObject("network");
        network.put("encoder", "mlp").putArray("hidden").add(400).add(400);
        network.put("activation", "relu");
        ObjectNode training = config.putObject("training");
        training.put("steps", 5000).put("batch", 100).put("warmup", 0);
        training.putObject("optimizer").put("type", "adam").put("learningRate", 1e-3);
        config.putObject("evaluation").put("importanceSamples", 500);
        config.put("variant", model.variant());
        if (model.variant().equals("vq")) {
            config.put("positions", 20).put("codes", 32).put("width", 16);
        } else {
            config.put("latent", model.name().endsWith("z2") ? 2 : 20);
            ObjectNode estimator = config.putObject("estimator");
            boolean iwae = model.name().equals("iwae");
            estimator.put("type", iwae ? "iwae" : "elbo");
            if (iwae) {
                estimator.put("samples", 5);
            }
        }
        return config;
    }

    private void write(Model model, PlannedRun run, boolean fails) throws IOException {
        RunFolder files = folder.run(run);
        long steps = fails ? 1237 : 5000;
        try (JsonLines.Writer<HistoryEntry> history = files.openHistory(-1)) {
            for (long step = 50; step <= steps; step += 50) {
                history.append(entry(model, run.seed(), step));
            }
        }
        Provenance provenance = provenance(model, run);
        if (fails) {
            files.writeResult(
                    RunRecord.failed(
                            model.name(),
                            model.variant(),
                            Map.of(),
                            Timing.unknown(),
                            provenance,
                            new Failure(
                                    steps,
                                    CAUSE,
                                    "./vaelab compare configs/mnist10k.yaml --set seeds=[2]")));
            return;
        }
        double ms = model.milliseconds() * (1 + 0.01 * wave(run.seed() + model.kl()));
        Timing timing =
                new Timing(
                        new Timing.StepMillis(0.93 * ms, ms),
                        null,
                        2.4 + 0.1 * run.seed(),
                        5 * ms,
                        41.7 + run.seed(),
                        model.variant().equals("vq") ? Double.NaN : 640 + 10 * run.seed());
        Map<String, Estimate> metrics = metrics(model, run.seed());
        files.writeResult(
                RunRecord.completed(model.name(), model.variant(), metrics, timing, provenance)
                        .describing(MetricTable.TABLE.describeAll(metrics.keySet())));
        samples(model, run.seed(), files);
    }

    private static double wave(double at) {
        return Math.sin(12.9898 * at) * Math.cos(78.233 * at);
    }

    private static HistoryEntry entry(Model model, long seed, long step) {
        double progress = Math.exp(-step / 420.0) * 110 + Math.exp(-step / 2600.0) * 22;
        double noise = 1.6 * wave(step + 31 * seed + model.bound());
        double bound = model.bound() + 1.2 - progress + noise + 0.5 * wave(seed + model.kl());
        double kl = model.kl() * (1 - Math.exp(-step / 300.0));
        Map<String, Double> train = new LinkedHashMap<>();
        train.put(HistoryEntry.LOSS, -bound);
        train.put(HistoryEntry.BOUND, bound);
        train.put(HistoryEntry.RECONSTRUCTION, bound + kl);
        train.put(HistoryEntry.KL, kl);
        Map<String, Double> validation =
                step % 250 == 0
                        ? Map.of(HistoryEntry.BOUND, model.bound() - progress + 0.3 * noise - 0.4)
                        : Map.of();
        return new HistoryEntry(
                step,
                step / 100.0,
                train,
                1e-3,
                1,
                30 + 5 * noise,
                validation,
                step * model.milliseconds() / 1000,
                null);
    }

    private static Map<String, Estimate> metrics(Model model, long seed) {
        double shift = 0.45 * wave(3.7 * seed + model.bound());
        double elbo = model.bound() + shift;
        double kl = model.kl() + 0.2 * shift;
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        metrics.put("elbo", new Estimate(elbo, 0.27, "nats", EstimateKind.LOWER_BOUND, 1));
        if (!model.variant().equals("vq")) {
            metrics.put(
                    "logLikelihood",
                    new Estimate(
                            elbo + model.gap() + 0.2 * wave((double) seed),
                            0.85,
                            "nats",
                            EstimateKind.LOWER_BOUND,
                            500));
        }
        metrics.put(
                "reconstruction",
                new Estimate(elbo + kl, 0.26, "nats", EstimateKind.UNBIASED_ESTIMATE, 1));
        metrics.put("kl", new Estimate(kl, 0.05, "nats", EstimateKind.EXACT, 0));
        if (!model.variant().equals("vq")) {
            metrics.put(
                    "paretoK",
                    new Estimate(
                            0.12 + 0.01 * seed, 0.01, "1", EstimateKind.NOT_A_LIKELIHOOD, 500));
            metrics.put(
                    "effectiveSampleSize",
                    Estimate.withoutError(
                            38 + model.gap() + wave((double) seed),
                            "1",
                            EstimateKind.NOT_A_LIKELIHOOD,
                            500));
        }
        metrics.put(
                "activeUnits",
                Estimate.withoutError(
                        Math.min(20, Math.rint(model.kl()) + (int) (seed % 2)),
                        "1",
                        EstimateKind.NOT_A_LIKELIHOOD,
                        0));
        return metrics;
    }

    private static Provenance provenance(Model model, PlannedRun run) {
        boolean vq = model.variant().equals("vq");
        Map<String, String> details = new LinkedHashMap<>();
        details.put("BLAS", "OpenBLAS 0.3.31 (SkylakeX)");
        details.put("threads", "1");
        ModelFacts facts =
                new ModelFacts(
                        Map.of(),
                        List.of(),
                        new Likelihood(Map.of("counting", List.of()), List.of(), Map.of(), null),
                        ModelFacts.NONE.preparation(),
                        new Training(vq ? "straight-through" : "pathwise", null, false, null, null),
                        new Evaluation("exact", new Subset(null), 0.7, Map.of()),
                        Map.of(),
                        Map.of(),
                        List.of());
        Map<String, AbsentMetric> absent = new LinkedHashMap<>();
        Map<String, Long> data = new LinkedHashMap<>();
        data.put("elbo", 10_000L);
        for (String metric : List.of("logLikelihood", "paretoK", "effectiveSampleSize")) {
            if (vq) {
                absent.put(metric, AbsentMetric.undefined(ABSENCE));
            } else {
                data.put(metric, 1_000L);
            }
        }
        return new Provenance(
                new Provenance.Framework(
                        "0.1.0", "29d0b85f3c1d4c0f9a6b7e8d9c0b1a2f3e4d5c6b", false),
                run.config(),
                run.hash(),
                run.seed(),
                new Provenance.Data(
                        "mnist10k",
                        "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                        10_000,
                        1_000,
                        10_000,
                        "1x7x7",
                        "dynamic",
                        Map.of()),
                new Provenance.Backend("nd4j", "cpu", details),
                facts,
                data,
                absent,
                null,
                new Provenance.Execution(
                        String.format(Locale.ROOT, "2026-03-01T10:%02d:00Z", 3 + run.seed()),
                        String.format(Locale.ROOT, "2026-03-01T10:%02d:30Z", 9 + run.seed()),
                        "./vaelab compare configs/mnist10k.yaml",
                        "17.0.15 (Eclipse Adoptium)",
                        "Linux 6.1 amd64",
                        "x86_64",
                        2,
                        List.of(
                                new Compute(
                                        "2026-03-01T10:00:00Z",
                                        390,
                                        Double.NaN,
                                        0,
                                        1,
                                        Map.of(),
                                        Map.of(),
                                        true))));
    }

    /** Blurred rings, so that a reader of the page sees images and nobody takes them for digits. */
    private static void samples(Model model, long seed, RunFolder files) throws IOException {
        float[][] originals = new float[20][];
        float[][] reconstructions = new float[20][];
        float[][] prior = new float[50][];
        for (int i = 0; i < 20; i++) {
            originals[i] = ring(i, 0.5);
            reconstructions[i] = ring(i, 2 + model.gap() / 10);
        }
        for (int i = 0; i < 50; i++) {
            prior[i] = ring(100.0 * seed + i, 2);
        }
        SampleSheet.below(1, SIDE, SIDE, 10, List.of(originals, reconstructions))
                .write(files.reconstructionSheet());
        new SampleSheet(1, SIDE, SIDE, 10, prior).write(files.priorSheet());
    }

    private static float[] ring(double at, double blur) {
        double radius = SIDE * (0.2 + 0.14 * wave(at + 0.1));
        double cx = SIDE * (0.5 + 0.1 * wave(at + 0.2));
        double cy = SIDE * (0.5 + 0.1 * wave(at + 0.3));
        double width = Double.isNaN(blur) ? 3 : blur + 1;
        float[] image = new float[SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            double distance =
                    Math.hypot(i % SIDE - cx, (Math.floorDiv(i, SIDE) - cy) * 0.8) - radius;
            image[i] = (float) Math.exp(-distance * distance / (width * width));
        }
        return image;
    }
}
