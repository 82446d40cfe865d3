// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.function.Function;
import org.vaelab.experiments.config.ConfigValues;

/**
 * A section of a config. A key that is not set has the value of the experiment, or its default. A
 * section does not change; each method returns another one. If a key is set twice, the last call
 * wins.
 */
public abstract sealed class ConfigSection<S>
        permits ModelConfig, NetworkConfig, TrainingConfig, EvaluationConfig {

    private final ObjectNode tree;
    private final Function<ObjectNode, S> making;

    ConfigSection(ObjectNode tree, Function<ObjectNode, S> making) {
        this.tree = tree;
        this.making = making;
    }

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    final ObjectNode tree() {
        return tree.deepCopy();
    }

    final S with(ObjectNode keys) {
        return making.apply(tree().setAll(keys));
    }

    /**
     * Returns this section with a key.
     *
     * @param key with a dot for each level
     * @param value a number, text, list, map or record
     */
    public final S set(String key, Object value) {
        Objects.requireNonNull(value, () -> "value of " + key + " must not be null");
        ObjectNode copy = tree();
        ConfigValues.put(copy, key, value);
        return making.apply(copy);
    }

    /** Returns the section as a config file. */
    @Override
    public final String toString() {
        return ConfigValues.yaml(tree).strip();
    }
}
