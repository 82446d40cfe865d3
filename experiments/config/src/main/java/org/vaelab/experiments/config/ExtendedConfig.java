// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;

/**
 * A config file, laid over the one that its key {@code extends} names, and that over its own base.
 * The name of a base is not inherited.
 *
 * @param root all keys, without {@code extends}
 * @param text of the file; if it has a base, a config that says the same without it
 */
record ExtendedConfig(Mapping root, String text) {

    static final String KEY = "extends";
    private static final String NAME = "name";

    /**
     * Reads a file and its bases.
     *
     * @param normalised prepares what is merged
     * @param paths the names of the keys whose values are paths
     * @throws SpecException if a file cannot be read, or extends itself
     */
    static ExtendedConfig read(Path file, UnaryOperator<Mapping> normalised, Set<String> paths) {
        String text = YamlTree.text(file);
        Mapping written = YamlTree.read(file, text);
        if (!written.has(KEY)) {
            return new ExtendedConfig(normalised.apply(written), text);
        }
        Chain chain = new Chain(folder(file), normalised, paths);
        Mapping whole = chain.whole(file, written, List.of());
        String heading = "# Written out from " + chain.names() + ".\n";
        return new ExtendedConfig(whole, heading + YamlText.of(whole));
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** The files that are read, from the last to the first. */
    private static final class Chain {

        private final Path folder;
        private final UnaryOperator<Mapping> normalised;
        private final Set<String> paths;
        private final List<String> names = new ArrayList<>();

        Chain(Path folder, UnaryOperator<Mapping> normalised, Set<String> paths) {
            this.folder = folder;
            this.normalised = normalised;
            this.paths = paths;
        }

        String names() {
            return names.stream().collect(Collectors.joining(", which extends "));
        }

        /** Returns a file's keys over those of its base. */
        Mapping whole(Path file, Mapping written, List<Path> above) {
            names.add(String.valueOf(file.getFileName()));
            List<Path> open = new ArrayList<>(above);
            open.add(file.toAbsolutePath().normalize());
            Mapping own = normalised.apply(written.without(List.of(KEY)));
            if (!written.has(KEY)) {
                return own;
            }
            ConfigNode named = written.members().get(KEY).value();
            Path base = base(file, named, open);
            Mapping below =
                    whole(base, YamlTree.read(base, YamlTree.text(base)), open)
                            .without(List.of(NAME));
            return withoutLeftOut(Merge.of(relocated(below, base), own));
        }

        private static Path base(Path file, ConfigNode named, List<Path> open) {
            Path parent = file.getParent();
            Path base = parent == null ? Path.of(named.text()) : parent.resolve(named.text());
            if (!Files.isRegularFile(base)) {
                throw SpecException.at(
                        named.place(),
                        base + ": no such file",
                        "the path is relative to the folder of " + file.getFileName());
            }
            Path absolute = base.toAbsolutePath().normalize();
            if (open.contains(absolute)) {
                throw SpecException.at(
                        named.place(),
                        "the config extends itself",
                        open.stream()
                                .map(each -> each.getFileName() + " extends ")
                                .collect(Collectors.joining("", "", absolute.getFileName() + "")));
            }
            return base;
        }

        /** Leaves out the models that are null. */
        private static Mapping withoutLeftOut(Mapping root) {
            Member section = root.members().get(SpecReader.MODELS);
            if (section == null || !(section.value() instanceof Mapping models)) {
                return root;
            }
            List<String> absent =
                    models.members().entrySet().stream()
                            .filter(model -> model.getValue().value().isNull())
                            .map(Map.Entry::getKey)
                            .toList();
            Member rest = new Member(section.key(), models.without(absent));
            return root.with(SpecReader.MODELS, rest);
        }

        /** Makes relative paths of a base relative to the folder of the whole config. */
        private Mapping relocated(Mapping below, Path base) {
            Path from = folder(base);
            return from.equals(folder) ? below : relocated(below, from, false);
        }

        private Mapping relocated(Mapping mapping, Path from, boolean ofData) {
            Map<String, Member> members = new LinkedHashMap<>();
            mapping.members()
                    .forEach(
                            (key, member) -> {
                                List<String> keys = Arrays.asList(key.split("\\.", -1));
                                // Elsewhere a key of the same name, such as network.encoder, is no
                                // path.
                                boolean inData =
                                        ofData
                                                || keys.contains(ModelSections.DATA.key())
                                                || keys.contains(ConfigPlugins.KEY)
                                                || mapping.has(ModelSections.VARIANT.key());
                                boolean isPath = paths.contains(keys.get(keys.size() - 1));
                                ConfigNode value = relocated(member.value(), from, inData, isPath);
                                members.put(key, new Member(member.key(), value));
                            });
            return new Mapping(mapping.place(), members);
        }

        private ConfigNode relocated(ConfigNode value, Path from, boolean inData, boolean isPath) {
            if (value instanceof Mapping inner) {
                return relocated(inner, from, inData);
            }
            if (value instanceof Sequence list) {
                return new Sequence(
                        list.place(),
                        list.items().stream()
                                .map(item -> relocated(item, from, inData, isPath))
                                .toList());
            }
            if (!inData || !isPath || !value.json().isTextual()) {
                return value;
            }
            Path there = from.resolve(value.json().asText());
            String path = folder.relativize(there).toString();
            return Path.of(value.json().asText()).isAbsolute()
                    ? value
                    : new Scalar(value.place(), TextNode.valueOf(path), '"' + path + '"');
        }
    }
}
