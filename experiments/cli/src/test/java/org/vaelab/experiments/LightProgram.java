// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vaelab.experiments.config.JudgedModel;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.shape.DType;

/**
 * A program that has the library without its optional jars. It trains and reports a model, asks for
 * what needs a jar, and prints a line for each answer.
 */
final class LightProgram {

    private static final String SPRITES = "{source: sprites, size: 16, train: 200, test: 50}";

    private static final String VAE = "vae: {variant: gaussian, latent: 2}";

    private final Path folder;

    private LightProgram(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        new LightProgram(Path.of(arguments[0])).run();
    }

    private void run() throws Exception {
        Results results =
                experiment(VAE, SPRITES).plan().run(Executor.local(1), Listener.SILENT).orThrow();
        results.writeReport();
        System.out.println("page: " + Files.exists(results.firstPage()));
        try (Model model = results.model("vae", 1)) {
            refusal("export", () -> model.exportOnnx(folder).files());
        }
        Experiment gaussian = experiment(VAE, SPRITES);
        refusal("nd4j", () -> gaussian.with("runtime.backend", "nd4j").plan());
        refusal(
                "open",
                () ->
                        Backends.find(LightProgram.class.getClassLoader())
                                .open("nd4j", "cpu", 1, DType.FLOAT32));
        refusal("mig", () -> gaussian.with("evaluation.metrics", List.of("mig")).plan());
        refusal("code", () -> gaussian.with("evaluation.metrics", List.of("codeLength")).plan());
        refusal(
                "variant",
                () ->
                        experiment(
                                        "vae: {variant: gaussian, network: {encoder: onnx-model}}",
                                        SPRITES)
                                .plan());
        refusal("judge", () -> Experiment.judge(config("", SPRITES), judged(), Lab.with()).plan());
        refusal(
                "search",
                () ->
                        gaussian.with(
                                        "search",
                                        Map.of(
                                                "by",
                                                "mig",
                                                "budget",
                                                2,
                                                "over",
                                                Map.of("training.steps", List.of(2, 3))))
                                .plan());
        Path table = Files.writeString(folder.resolve("people.parquet"), "PAR1PAR1");
        refusal("parquet", () -> experiment(VAE, "{source: table, path: " + table + "}").plan());
        for (String source : List.of("npy, train", "anndata, path")) {
            Path array = Files.writeString(folder.resolve("x.h5"), "no HDF5");
            String name = source.replaceFirst(",.*", ".h5");
            refusal(name, () -> experiment(VAE, "{source: " + source + ": " + array + "}").plan());
        }
        Path text = Files.writeString(folder.resolve("lines.txt"), "a b\nb c\n".repeat(50));
        Path tokens = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        refusal(
                "subword",
                () ->
                        experiment(
                                        VAE,
                                        "{source: text, path: %s, tokens: subword, tokenizer: %s}"
                                                .formatted(text, tokens))
                                .plan());
    }

    private Path config(String model, String data) throws IOException {
        return Files.writeString(
                Files.createTempDirectory(folder, "case").resolve("light.yaml"),
                """
                name: light
                data: %s
                training: {steps: 3, batch: 20}
                evaluation: {importanceSamples: 2}
                models: {%s}
                """
                        .formatted(data, model));
    }

    private Experiment experiment(String model, String data) throws IOException {
        Path config = config(model, data);
        return Experiment.read(config).in(config.resolveSibling("runs"));
    }

    private JudgedModel judged() {
        return new JudgedModel(
                "other",
                new JudgedModel.NetworkFile(folder, Map.of(), List.of()),
                new JudgedModel.NetworkFile(folder, Map.of(), List.of()),
                "{type: diagonal-normal, latent: 2}",
                null,
                null,
                null,
                false);
    }

    private static void refusal(String name, Callable<?> asked) {
        try {
            System.out.println(name + ": not refused: " + asked.call());
        } catch (VaeLabException | IllegalArgumentException e) {
            System.out.println(name + ": " + String.valueOf(e.getMessage()).replace('\n', ' '));
        } catch (Exception | LinkageError e) {
            System.out.println(name + ": failed with " + e);
        }
    }
}
