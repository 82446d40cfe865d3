// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.settings.YamlScalar;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML into {@link ConfigNode}s. Anchors, aliases and merge keys are expanded, up to {@value
 * #MOST_VALUES} values in all. Duplicate keys, tags, and keys that are not text are rejected.
 *
 * <p>It uses the tree of SnakeYAML, the parser below Jackson's YAML. Its nodes know their place and
 * whether they were quoted, and its aliases are resolved; Jackson's tokens offer none of this.
 */
final class YamlTree {

    private static final int LONGEST_SHOWN = 40;

    /** The limit is some hundred times the size of a long config, and needs little memory. */
    static final int MOST_VALUES = 100_000;

    private static final String MERGE = "<<";

    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private final boolean lines;

    /** The place of the top-level value that is being expanded. */
    private Place section;

    private int values;

    private YamlTree(boolean lines, Place whole) {
        this.lines = lines;
        this.section = whole;
    }

    /**
     * Reads a file whose root is a mapping.
     *
     * @param text of the file
     */
    static Mapping read(Path file, String text) {
        Place whole = Place.of(file.toString());
        return parse(text, whole, true)
                .map(root -> requireMapping(root, whole))
                .orElseThrow(() -> SpecException.at(whole, "is empty, expected a config"));
    }

    /**
     * Reads a text, empty if it has no content.
     *
     * @param lines whether places get the lines and columns of the text
     * @throws SpecException if it is not YAML
     */
    static Optional<ConfigNode> parse(String text, Place whole, boolean lines) {
        Node root;
        LoaderOptions options = new LoaderOptions();
        // Values of aliases are counted when they are expanded.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        try {
            root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            throw notYaml(e, whole, lines);
        } catch (YAMLException e) {
            throw SpecException.at(whole, "is not valid YAML: " + e.getMessage());
        }
        return root == null
                ? Optional.empty()
                : Optional.of(new YamlTree(lines, whole).node(root, whole));
    }

    /** Returns the text of a file, without a byte order mark. */
    static String text(Path file) {
        Place whole = Place.of(file.toString());
        try {
            if (Files.isDirectory(file)) {
                throw SpecException.at(whole, "is a folder, expected a config file");
            }
            String text = Files.readString(GivenFile.required(file));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw SpecException.at(whole, GivenFile.absent(file));
        } catch (MalformedInputException e) {
            throw SpecException.at(whole, "is not UTF-8 text");
        } catch (IOException e) {
            throw SpecException.at(whole, "cannot be read: " + FileProblem.reason(e));
        }
    }

    private static SpecException notYaml(MarkedYAMLException e, Place whole, boolean lines) {
        Mark mark = e.getProblemMark();
        Place place =
                mark == null || !lines
                        ? whole
                        : new Place(whole.source(), mark.getLine() + 1, mark.getColumn() + 1, "");
        String problem = e.getProblem() == null ? e.getMessage() : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return SpecException.at(place, "is not valid YAML: " + context + problem);
    }

    private static Mapping requireMapping(ConfigNode root, Place whole) {
        if (root instanceof Mapping mapping) {
            return mapping;
        }
        String written = root.written();
        throw SpecException.at(
                whole,
                "expected keys and values, is "
                        + (written.length() > LONGEST_SHOWN
                                ? written.substring(0, LONGEST_SHOWN) + "..."
                                : written),
                "a config is a file in YAML; one of data is named in it: data: {source: table, path: FILE}");
    }

    private ConfigNode node(Node node, Place place) {
        if (!node.getTag().startsWith(Tag.PREFIX)) {
            throw SpecException.at(place, "the tag " + node.getTag() + " is not supported here");
        }
        if (++values > MOST_VALUES) {
            throw SpecException.at(
                    section,
                    "its aliases expand to more values than a config may have",
                    "allowed: at most " + MOST_VALUES + " in the whole config");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar, place);
        }
        if (!open.add(node)) {
            throw SpecException.at(place, "the alias contains itself");
        }
        try {
            return node instanceof MappingNode mapping
                    ? mapping(mapping, place)
                    : sequence((SequenceNode) node, place);
        } finally {
            open.remove(node);
        }
    }

    private static Scalar scalar(ScalarNode node, Place place) {
        String text = node.getValue();
        if (node.getScalarStyle() == ScalarStyle.PLAIN) {
            return new Scalar(place, YamlScalar.of(text), text.isEmpty() ? "empty" : text);
        }
        return new Scalar(place, TextNode.valueOf(text), '"' + text + '"');
    }

    private Sequence sequence(SequenceNode node, Place place) {
        List<ConfigNode> items = new ArrayList<>();
        for (Node item : node.getValue()) {
            Place itemPlace = at(item, place.item(items.size(), 0, 0));
            enter(itemPlace);
            items.add(node(item, itemPlace));
        }
        return new Sequence(place, items);
    }

    private Mapping mapping(MappingNode node, Place place) {
        Map<String, Member> members = new LinkedHashMap<>();
        List<Mapping> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            String key = key(tuple.getKeyNode(), place);
            Place keyPlace = at(tuple.getKeyNode(), place.child(key, 0, 0));
            enter(keyPlace);
            if (key.equals(MERGE)) {
                merge(tuple.getValueNode(), place, keyPlace, merged);
                continue;
            }
            Place valuePlace =
                    tuple.getValueNode() instanceof ScalarNode
                            ? at(tuple.getValueNode(), keyPlace)
                            : keyPlace;
            Member earlier =
                    members.put(key, new Member(keyPlace, node(tuple.getValueNode(), valuePlace)));
            if (earlier != null) {
                throw SpecException.at(
                        keyPlace,
                        "the key '" + key + "' is there twice",
                        "first in line " + earlier.key().line());
            }
        }
        merged.forEach(source -> source.members().forEach(members::putIfAbsent));
        return new Mapping(place, members);
    }

    private void enter(Place place) {
        if (open.size() == 1) {
            section = place;
        }
    }

    private void merge(Node value, Place place, Place key, List<Mapping> merged) {
        List<Node> sources = value instanceof SequenceNode list ? list.getValue() : List.of(value);
        for (Node source : sources) {
            if (!(source instanceof MappingNode)) {
                throw SpecException.at(key, "expected an alias of a mapping after " + MERGE);
            }
            merged.add((Mapping) node(source, place));
        }
    }

    private String key(Node node, Place place) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw SpecException.at(at(node, place), "a key is a list or a mapping, expected a name");
    }

    private Place at(Node node, Place place) {
        if (!lines) {
            return place;
        }
        Mark mark = node.getStartMark();
        return new Place(place.source(), mark.getLine() + 1, mark.getColumn() + 1, place.path());
    }
}
