// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/**
 * The model of {@code vaelab judge}, as values that replace the models of a config.
 *
 * @param name of the model
 * @param posterior name, or YAML with settings
 * @param likelihood name, or YAML with settings; null: that of the data
 * @param prior name, or YAML with settings; null: the reference prior
 */
@Internal
public record JudgedModel(
        String name,
        NetworkFile encoder,
        NetworkFile decoder,
        String posterior,
        @Nullable String likelihood,
        @Nullable String prior,
        @Nullable String layout,
        boolean noCheck) {

    /**
     * The file of a network.
     *
     * @param outputs its outputs by the numbers that they hold; empty if they have the same names
     * @param range what it has for 0 and 1 of the data: two numbers, or none
     */
    public record NetworkFile(Path path, Map<String, String> outputs, List<Double> range) {}

    /** The source of the settings, for messages. */
    static final String COMMAND = "judge";

    /** Of a jar that the library does without. */
    private static final String ARCHITECTURE = "onnx-model";

    /** The keys of other models that mean nothing for this one. */
    private static final List<String> DROPPED =
            List.of(
                    "baseline",
                    ModelGrid.SWEEP,
                    Search.KEY,
                    ExpectedValues.KEY,
                    ModelSections.NETWORK.key(),
                    ModelSections.TRAINING.key(),
                    ModelSections.POSTERIOR.key(),
                    ModelSections.PRIOR.key(),
                    ModelSections.ESTIMATOR.key(),
                    ModelSections.INFERENCE.key(),
                    ModelSections.CONDITION.key(),
                    ModelSections.SUPERVISION.key(),
                    ModelSections.START.key());

    /** Returns the settings that make this the only model of a config. */
    List<Replacement> settings(Path config) {
        List<String> settings = new ArrayList<>();
        DROPPED.forEach(key -> settings.add(key + "=null"));
        String file = String.valueOf(config.getFileName()).replaceFirst("\\.ya?ml$", "");
        settings.add("name=" + file + "-" + name);
        settings.add("seeds=[1]");
        settings.add(SpecReader.MODELS + "=" + text());
        return settings.stream().map(text -> Replacement.parse(text, COMMAND)).toList();
    }

    private String text() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode model = json.objectNode();
        model.put(ModelSections.VARIANT.key(), Word.USUAL);
        ObjectNode network = model.putObject(ModelSections.NETWORK.key());
        network.put("encoder", ARCHITECTURE);
        network.put("encoderFile", encoder.path().toString());
        network.put("decoderFile", decoder.path().toString());
        put(network, "encoderOutputs", encoder.outputs());
        put(network, "decoderOutputs", decoder.outputs());
        put(network, "inputRange", encoder.range());
        put(network, "outputRange", decoder.range());
        put(network, "layout", layout);
        if (noCheck) {
            network.put("check", "off");
        }
        put(model, ModelSections.POSTERIOR.key(), part("posterior", posterior));
        put(model, ModelSections.LIKELIHOOD.key(), part("likelihood", likelihood));
        put(model, ModelSections.PRIOR.key(), part("prior", prior));
        return json.objectNode().set(name, model).toString();
    }

    private static void put(ObjectNode model, String key, @Nullable Object value) {
        if (value != null && !Map.of().equals(value) && !List.of().equals(value)) {
            model.set(key, Binder.tree(value));
        }
    }

    private static @Nullable Object part(String key, @Nullable String text) {
        return text == null
                ? null
                : YamlTree.parse(text, Place.of(COMMAND).child(key), false)
                        .map(node -> (Object) node.json())
                        .orElse(null);
    }
}
