// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/** Paths in what a paper shows: their folders would tell who wrote it, and where. */
@Internal
public final class PathText {

    /** From the root, a home, a drive or a parent folder. */
    private static final Pattern OUTSIDE =
            Pattern.compile("([/~\\\\]|\\.\\.[/\\\\]|[A-Za-z]:[/\\\\]).*");

    private PathText() {}

    /** Returns settings with the file name alone where a value is a path outside the folder. */
    public static JsonNode withoutFolders(JsonNode settings) {
        if (settings.isTextual() && OUTSIDE.matcher(settings.asText()).matches()) {
            return JsonNodeFactory.instance.textNode(fileName(settings.asText()));
        }
        if (settings.isArray()) {
            ArrayNode items = JsonNodeFactory.instance.arrayNode();
            settings.forEach(item -> items.add(withoutFolders(item)));
            return items;
        }
        if (settings.isObject()) {
            ObjectNode members = JsonNodeFactory.instance.objectNode();
            settings.properties()
                    .forEach(e -> members.set(e.getKey(), withoutFolders(e.getValue())));
            return members;
        }
        return settings;
    }

    /** Returns the last name of a path. */
    public static String fileName(String path) {
        String[] names = path.split("[/\\\\]", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty()) {
                return names[i];
            }
        }
        return path;
    }
}
