// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * What backends and models say of themselves, asked for in a virtual machine of its own, so that the
 * one that measures loads no natives.
 */
public final class ModelFacts {

    private static final String SEPARATOR = "\t";

    private ModelFacts() {}

    /**
     * How wide a family's part of a model is.
     *
     * @param space the latent space
     * @param head outputs of the encoder
     * @param decoderInputs inputs of the decoder
     */
    record Widths(String space, int head, int decoderInputs) {}

    /**
     * Facts.
     *
     * @param backends what each backend says of itself, by name
     * @param widths of models, by {@link #key}
     */
    record Facts(Map<String, String> backends, Map<String, Widths> widths) {}

    /** Returns the name of a family at a size. */
    static String key(Family family, String network) {
        return family.label() + "/" + network;
    }

    /** Asks backends and the models of a plan. */
    static Facts of(RatioPlan plan) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        plan.backends().forEach(backend -> arguments.add("backend=" + backend));
        for (RatioPlan.FamilyStep step : plan.families()) {
            String network = step.size().network();
            arguments.add("model=" + key(Family.GAUSSIAN, network));
            arguments.add("model=" + key(step.family(), network));
        }
        Facts facts = new Facts(new LinkedHashMap<>(), new LinkedHashMap<>());
        ChildJvm.run(
                ModelFacts.class,
                arguments,
                line -> {
                    String[] parts = line.split(SEPARATOR, -1);
                    if (parts[0].equals("backend")) {
                        facts.backends().put(parts[1], parts[2]);
                    } else if (parts[0].equals("model")) {
                        facts.widths()
                                .put(
                                        parts[1],
                                        new Widths(
                                                parts[2],
                                                Integer.parseInt(parts[3]),
                                                Integer.parseInt(parts[4])));
                    }
                });
        return facts;
    }

    /** Prints a line for each {@code backend=name} and {@code model=family/network}. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            if (parts[0].equals("backend")) {
                try (TensorRuntime runtime = Workload.open(parts[1], 1, ModelSize.of("400"))) {
                    print("backend", parts[1], runtime.backendDescription().toString());
                }
            } else {
                String[] model = parts[1].split("/", 2);
                Family family = Family.of(model[0]);
                try (Workload workload =
                        new Workload("auto", 1, family, ModelSize.of(model[1]), 1)) {
                    PosteriorFamily posterior = workload.posterior();
                    print(
                            "model",
                            parts[1],
                            posterior.space().toString(),
                            Integer.toString(posterior.head().width()),
                            Integer.toString(posterior.networkInput().width()));
                }
            }
        }
    }

    private static void print(String... parts) {
        System.out.println(String.join(SEPARATOR, parts));
    }
}
