// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.record.SettingChange;

/** Applies a budget and {@code --set} to a config, and records what they replaced. */
final class ReplacedSettings {

    private final Mapping file;
    private final Map<String, String> byPath = new LinkedHashMap<>();
    private final Set<String> again = new HashSet<>();
    private Mapping root;

    ReplacedSettings(Mapping file) {
        this.file = file;
        this.root = file;
    }

    void lay(List<Replacement> settings, String by) {
        for (Replacement setting : settings) {
            requireModel(setting);
            root = setting.applyTo(root);
            if (byPath.remove(setting.path()) != null) {
                again.add(setting.path());
            }
            byPath.put(setting.path(), by);
        }
    }

    /** Rejects a model that is left out, by null, and is not there. */
    private void requireModel(Replacement setting) {
        String prefix = SpecReader.MODELS + ".";
        if (!setting.value().isNull()
                || !setting.path().startsWith(prefix)
                || !(root.get(SpecReader.MODELS).orElse(null) instanceof Mapping models)) {
            return;
        }
        String name = setting.path().substring(prefix.length());
        if (models.keys().stream().noneMatch(key -> (name + ".").startsWith(key + "."))) {
            throw SpecException.unknown(setting.place(), "model", name, models.keys());
        }
    }

    Mapping root() {
        return root;
    }

    /**
     * Returns the differences from the file, in the order of application. A value that was replaced
     * twice is one of them, so that its last replacement is known even if it is that of the file.
     */
    List<SettingChange> changes() {
        List<SettingChange> changes = new ArrayList<>();
        byPath.forEach(
                (path, by) -> {
                    @Nullable JsonNode from = json(path, file).orElse(null);
                    JsonNode to = json(path, root).orElse(NullNode.getInstance());
                    // Compares texts, because the same number may be an int or a long.
                    if (again.contains(path)
                            || (from == null
                                    ? !to.isNull()
                                    : !from.toString().equals(to.toString()))) {
                        changes.add(new SettingChange(path, from, to, by));
                    }
                });
        return changes;
    }

    private static Optional<JsonNode> json(String path, Mapping in) {
        return Replacement.find(in, path).map(ConfigNode::json);
    }
}
