// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.Checkpoint;
import org.vaelab.framework.training.CheckpointFile;

/** Families by parts by frozen or not: each trains, or is rejected by name. */
@Tag("exhaustive")
class WarmStartTableTest {

    private static final String TOP =
            """
            data: {source: sprites, size: 16, train: 60, test: 20, validation: 0.1}
            runtime: {threads: 1}
            network: {hidden: [8]}
            training: {steps: 6, batch: 9}
            evaluation: {importanceSamples: 3}
            models:
            """;

    private static final Map<String, String> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("gaussian", "variant: gaussian, latent: 2");
        MODELS.put("full", "variant: gaussian, posterior: {type: full-normal, latent: 2}");
        MODELS.put("vamp", "variant: gaussian, latent: 2, prior: {type: vamp, components: 3}");
        MODELS.put("vmf", "variant: vmf, latent: 2");
        MODELS.put("gumbel", "variant: gumbel, variables: 2, categories: 3");
        MODELS.put("constrained", "variant: beta, latent: 2, constraint: {kl: 3}");
        MODELS.put("vq", "variant: vq, positions: 2, codebookSize: 4, codeDimension: 3");
        MODELS.put(
                "vqLoss",
                "variant: vq, positions: 2, codebookSize: 4, codeDimension: 3, codebook: gradient");
        MODELS.put("deep", "variant: gaussian, latent: \"normal(2) > normal(3)\"");
        MODELS.put("product", "variant: product, latent: \"normal(2) x sphere(2) x onehot(2, 3)\"");
        MODELS.put("mixture", "variant: mixture, components: 3");
        MODELS.put("svi", "variant: gaussian, latent: 2, inference: {type: svi, steps: 2}");
        MODELS.put("conditional", "variant: gaussian, latent: 2, condition: shape");
        MODELS.put(
                "fitted",
                "variant: vq, positions: 2, codebookSize: 4, codeDimension: 3, prior: made,"
                        + " training: {priorSteps: 3}");
        MODELS.put("lagging", "variant: gaussian, latent: 2, training: {lag: {steps: 1}}");
        MODELS.put(
                "stopping",
                "variant: gaussian, latent: 2, training: {earlyStopping: {every: 2, patience: 1}}");
    }

    /** Nothing is left to learn, or a part is not there to start. */
    private static final Set<String> REJECTED = new TreeSet<>();

    static {
        MODELS.keySet().forEach(model -> REJECTED.add(model + "-all-true"));
        REJECTED.addAll(
                List.of(
                        "mixture-encoder-false",
                        "mixture-encoder-true",
                        "mixture-decoder-true",
                        "svi-decoder-true",
                        "lagging-encoder-true"));
    }

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private int compare(String name, String models) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve(name + ".yaml"),
                        "name: "
                                + name
                                + "\n"
                                + TOP
                                + models
                                + "report: {formats: [markdown], sections: [results]}\n");
        return terminal.vaelab(
                "compare", config.toString(), "--out", temporary.resolve(name).toString());
    }

    private static List<String> combinations(Set<String> without) {
        List<String> names = new ArrayList<>();
        for (String model : MODELS.keySet()) {
            for (String parts : List.of("all", "encoder", "decoder")) {
                for (boolean frozen : new boolean[] {false, true}) {
                    String name = model + "-" + parts + "-" + frozen;
                    if (!without.contains(name)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private static String models(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            String[] of = name.split("-", -1);
            text.append(
                    "  %s: {%s, start: {run: \"base/runs/%s-1-*\", parts: %s, frozen: %s}}\n"
                            .formatted(name, MODELS.get(of[0]), of[0], of[1], of[2]));
        }
        return text.toString();
    }

    @Test
    void eachTrainsOrIsRejectedByName() throws IOException {
        StringBuilder base = new StringBuilder();
        MODELS.forEach((name, keys) -> base.append("  %s: {%s}\n".formatted(name, keys)));
        assertThat(compare("base", base.toString())).as(terminal.out() + terminal.err()).isZero();
        assertThat(compare("warm", models(combinations(Set.of())))).isEqualTo(ExitCode.USAGE);
        Set<String> rejected = new TreeSet<>();
        Matcher named = Pattern.compile("models\\.([^:]+): start").matcher(terminal.err());
        while (named.find()) {
            rejected.add(named.group(1));
        }
        assertThat(rejected).as(terminal.err()).isEqualTo(REJECTED);
        List<String> left = combinations(REJECTED);
        assertThat(compare("warm", models(left))).as(terminal.out() + terminal.err()).isZero();
        Trained warm = new Trained(temporary, temporary.resolve("warm"));
        Trained started = new Trained(temporary, temporary.resolve("base"));
        for (String name : left) {
            assertStarted(name, started.run(name.split("-", -1)[0]), warm.run(name));
        }
    }

    /** What the first step takes from data leaves what was restored as it is. */
    @Test
    void aRateOfZeroChangesNoMetric() throws IOException {
        String stepwise = "variant: mixture, components: 3, estimator: {type: em, online: {}}";
        String norms = ", network: {encoder: [{dense: 6}, batch-norm], decoder: [{dense: 6}]}";
        Map<String, String> models =
                Map.of(
                        "vq",
                        MODELS.get("vq"),
                        "vqLoss",
                        MODELS.get("vqLoss"),
                        "stepwise",
                        stepwise,
                        "norms",
                        MODELS.get("gaussian") + norms);
        StringBuilder base = new StringBuilder();
        StringBuilder still = new StringBuilder();
        models.forEach(
                (name, keys) -> {
                    base.append("  %s: {%s}\n".formatted(name, keys));
                    still.append(
                            "  %s: {%s, start: \"base/runs/%1$s-1-*\", training: {steps: 1, optimizer: {type: sgd, learningRate: 0}}}\n"
                                    .formatted(name, keys));
                });
        assertThat(compare("base", base.toString())).as(terminal.err()).isZero();
        assertThat(compare("still", still.toString())).as(terminal.err()).isZero();
        Trained before = new Trained(temporary, temporary.resolve("base"));
        Trained after = new Trained(temporary, temporary.resolve("still"));
        for (String name : models.keySet()) {
            assertThat(new RunFolder(after.run(name)).readResult().metrics())
                    .as(name)
                    .isEqualTo(new RunFolder(before.run(name)).readResult().metrics());
        }
    }

    private static void assertStarted(String name, Path from, Path run) throws IOException {
        RunRecord record = new RunFolder(run).readResult();
        assertThat(record.status()).as(name).isEqualTo(RunStatus.COMPLETED);
        String[] of = name.split("-", -1);
        Provenance.Start start = record.provenance().start();
        assertThat(start).as(name).isNotNull();
        assertThat(start.model()).isEqualTo(of[0]);
        Map<String, Checkpoint.Array> before = arrays(from);
        Map<String, Checkpoint.Array> after = arrays(run);
        assertThat(after.keySet()).as(name).isEqualTo(before.keySet());
        Set<String> changed = new LinkedHashSet<>();
        before.forEach(
                (array, value) -> {
                    if (!isSame(value, after.get(array))) {
                        changed.add(array);
                    }
                });
        assertThat(changed).as(name).isNotEmpty();
        if (of[2].equals("true")) {
            String part = of[1].equals("encoder") ? "encoder." : "decoder.";
            assertThat(changed)
                    .as(name)
                    .noneMatch(array -> array.startsWith("model." + part))
                    .noneMatch(
                            array ->
                                    array.startsWith("model.posterior.codebook")
                                            && of[1].equals("decoder"));
        }
    }

    private static Map<String, Checkpoint.Array> arrays(Path run) {
        Map<String, Checkpoint.Array> arrays = new LinkedHashMap<>();
        new CheckpointFile(new RunFolder(run).checkpoint())
                .load()
                .orElseThrow()
                .arrays()
                .forEach(
                        (name, array) -> {
                            if (name.startsWith("model.")) {
                                arrays.put(name, array);
                            }
                        });
        return arrays;
    }

    private static boolean isSame(Checkpoint.Array one, Checkpoint.Array other) {
        return Arrays.equals(one.floats(), other.floats())
                && Arrays.equals(one.doubles(), other.doubles());
    }
}
