// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The names of the models of several comparisons in one report.
 *
 * <p>Models with the same name and config, apart from seeds, are one model; its seeds may be in
 * several folders. If models of one name have different configs, the name includes the comparison,
 * {@code <comparison>.<model>}, or the folder if the comparisons have the same name.
 */
final class JoinedNames {

    /** A model of a folder, as its plan calls it. */
    private record Member(Path folder, String model) {}

    /** A config under a name, and the first folder that has it. */
    private record Config(String model, Set<JsonNode> runs, PlannedFolder first) {}

    private final List<PlannedFolder> folders;
    private final Map<String, List<Config>> configs = new LinkedHashMap<>();
    private final Map<Member, Config> members = new LinkedHashMap<>();
    private final IdentityHashMap<Config, String> names;
    private Function<PlannedFolder, String> label = this::position;

    JoinedNames(List<PlannedFolder> folders) {
        this.folders = folders;
        for (PlannedFolder folder : folders) {
            folder.plan().models().forEach(model -> enter(folder, model));
        }
        names = distinctNames();
    }

    private void enter(PlannedFolder folder, String model) {
        List<Config> known = configs.computeIfAbsent(model, name -> new ArrayList<>());
        Set<JsonNode> runs = folder.configs(model);
        Config config =
                known.stream()
                        .filter(other -> other.runs().equals(runs))
                        .findFirst()
                        .orElseGet(
                                () -> {
                                    Config first = new Config(model, runs, folder);
                                    known.add(first);
                                    return first;
                                });
        members.put(new Member(folder.path(), model), config);
    }

    private IdentityHashMap<Config, String> distinctNames() {
        List<Function<PlannedFolder, String>> labels =
                List.of(folder -> folder.plan().name(), JoinedNames::folderName, this::position);
        for (Function<PlannedFolder, String> candidate : labels) {
            label = candidate;
            IdentityHashMap<Config, String> called = new IdentityHashMap<>();
            configs.values().forEach(of -> of.forEach(c -> called.put(c, name(c, of.size()))));
            if (new HashSet<>(called.values()).size() == called.size()) {
                return called;
            }
        }
        throw new UnjoinableException(
                "the models of these folders cannot be told apart by any name: "
                        + String.join(", ", configs.keySet()));
    }

    private String name(Config config, int ofOneName) {
        return ofOneName == 1 ? config.model() : labelled(config.first(), config.model());
    }

    private String labelled(PlannedFolder folder, String model) {
        // A model's name is part of the names of files.
        String prefix = label.apply(folder).replaceAll("[^A-Za-z0-9_.=+-]", "_");
        return prefix.replaceAll("^[^A-Za-z0-9_]", "_") + "." + model;
    }

    private static String folderName(PlannedFolder folder) {
        Path name = folder.path().toAbsolutePath().normalize().getFileName();
        return name == null ? "root" : name.toString();
    }

    private String position(PlannedFolder folder) {
        return "folder" + (folders.indexOf(folder) + 1);
    }

    /** Returns the report name of a model that a folder's plan mentions, planned there or not. */
    String of(PlannedFolder folder, String model) {
        Config config = members.get(new Member(folder.path(), model));
        if (config != null) {
            return names.getOrDefault(config, model);
        }
        return configs.containsKey(model) ? labelled(folder, model) : model;
    }
}
