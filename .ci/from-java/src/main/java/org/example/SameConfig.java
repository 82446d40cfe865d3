package org.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Plan;
import org.vaelab.framework.sources.SpritesSource;

/** A search in Java, and the same in YAML: the plans are equal. */
public final class SameConfig {

    private SameConfig() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Object> over =
                Map.of(
                        "latent", List.of(2, 4, 8),
                        "training.clip", Map.of("log", List.of(1, 100)));
        Experiment made =
                Experiment.named("search")
                        .data(SpritesSource.ofSize(16, 500, 100))
                        .set("data.validation", 0.1)
                        .training(t -> t.steps(90))
                        .set("models.vae", Map.of("variant", "gaussian", "latent", 4))
                        .set("models.vae.search", Map.of("budget", 4, "over", over));
        Path file = Files.writeString(Path.of("search.yaml"), made.yaml());
        Plan inJava = made.in(Path.of("runs/search")).plan();
        Plan inYaml = Experiment.read(file).in(Path.of("runs/search")).plan();
        if (!inJava.runs().equals(inYaml.runs())) {
            throw new AssertionError(inJava.runs() + " are not " + inYaml.runs());
        }
        System.out.println(inJava + ", the same in YAML");
    }
}
