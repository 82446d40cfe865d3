// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of the models of several comparisons in one report.
 *
 * <p>Models with the same name and config, apart from seeds, are one model; its seeds may be in
 * several folders. If models of one name have different configs, the name includes the comparison,
 * {@code <comparison>.<model>}, or the folder if the comparisons have the same name.
 */
final class JoinedNames {

    /** A model of a folder, as its plan calls it. */
    private record Member(Path folder, String plan, String model) {

        Member(JoinedPart folder, String model) {
            this(folder.path(), folder.plan().name(), model);
        }
    }

    /** A model under its name in plans; its runs have no seeds. */
    private record Config(String model, Set<JsonNode> runs) {}

    private final List<JoinedPart> folders;
    private final Map<Member, Config> members = new LinkedHashMap<>();

    /** By config, the first folder that has it. */
    private final Map<Config, JoinedPart> first = new LinkedHashMap<>();

    private final Map<Config, String> names;
    private Function<JoinedPart, String> label = this::position;

    JoinedNames(List<JoinedPart> folders) {
        this.folders = folders;
        for (JoinedPart folder : folders) {
            for (String model : folder.plan().models()) {
                Config config = new Config(model, folder.configs(model));
                members.put(new Member(folder, model), config);
                first.putIfAbsent(config, folder);
            }
        }
        names = distinctNames();
    }

    private Map<Config, String> distinctNames() {
        List<Function<JoinedPart, String>> labels =
                List.of(folder -> folder.plan().name(), JoinedNames::folderName, this::position);
        for (Function<JoinedPart, String> candidate : labels) {
            label = candidate;
            Map<Config, String> called = new LinkedHashMap<>();
            first.forEach((config, folder) -> called.put(config, name(config, folder)));
            if (new HashSet<>(called.values()).size() == called.size()) {
                return called;
            }
        }
        throw new UnjoinableException(
                "the models of these folders cannot be told apart by any name: "
                        + models().distinct().collect(Collectors.joining(", ")));
    }

    private Stream<String> models() {
        return first.keySet().stream().map(Config::model);
    }

    private String name(Config config, JoinedPart folder) {
        String model = config.model();
        return models().filter(model::equals).count() == 1 ? model : labelled(folder, model);
    }

    private String labelled(JoinedPart folder, String model) {
        // A model's name is part of the names of files.
        String prefix = label.apply(folder).replaceAll("[^A-Za-z0-9_.=+-]", "_");
        return prefix.replaceAll("^[^A-Za-z0-9_]", "_") + "." + model;
    }

    private static String folderName(JoinedPart folder) {
        Path name = folder.path().toAbsolutePath().normalize().getFileName();
        return name == null ? "root" : name.toString();
    }

    private String position(JoinedPart folder) {
        return "folder" + (folders.indexOf(folder) + 1);
    }

    /** Returns the report name of a model that a folder's plan mentions, planned there or not. */
    String of(JoinedPart folder, String model) {
        Config config = members.get(new Member(folder, model));
        if (config != null) {
            return names.getOrDefault(config, model);
        }
        return models().anyMatch(model::equals) ? labelled(folder, model) : model;
    }
}
