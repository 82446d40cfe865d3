// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/** The absolute paths in the config of a run: files that must be there to train it again. */
@Internal
public final class ConfigPaths {

    private static final Pattern ABSOLUTE =
            Pattern.compile("(/|[A-Za-z]:[\\\\/]).*", Pattern.DOTALL);

    private ConfigPaths() {}

    /** Returns the paths, which may end with the name of an array: {@code a.npz#x}. */
    public static SortedSet<String> of(JsonNode config) {
        SortedSet<String> paths = new TreeSet<>();
        collect(config, paths);
        return paths;
    }

    private static void collect(JsonNode value, SortedSet<String> paths) {
        if (value.isTextual() && ABSOLUTE.matcher(value.asText()).matches()) {
            paths.add(value.asText());
        }
        value.forEach(inner -> collect(inner, paths));
    }

    /** Returns the file or folder of a path in a config, without the name of an array. */
    public static Path file(String path) {
        int member = path.lastIndexOf('#');
        return member < 0 || Files.exists(Path.of(path))
                ? Path.of(path)
                : Path.of(path.substring(0, member));
    }

    /** Returns a config with other texts, such as the paths of another machine. */
    public static JsonNode replace(JsonNode config, UnaryOperator<String> text) {
        if (config instanceof ObjectNode object) {
            ObjectNode replaced = JsonNodeFactory.instance.objectNode();
            object.properties()
                    .forEach(
                            field -> replaced.set(field.getKey(), replace(field.getValue(), text)));
            return replaced;
        }
        if (config instanceof ArrayNode array) {
            ArrayNode replaced = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> replaced.add(replace(item, text)));
            return replaced;
        }
        return config.isTextual() ? TextNode.valueOf(text.apply(config.textValue())) : config;
    }
}
