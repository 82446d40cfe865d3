// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Mermaid picture of modules in a README: {@code core[framework/core] --> tensor}. */
final class ModulePicture {

    private static final Pattern BLOCK = Pattern.compile("```mermaid\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NODE = Pattern.compile("([\\w-]+)\\[([^\\]]+)\\]");
    private static final Pattern ARROW =
            Pattern.compile(
                    "^\\s*([\\w-]+)(?:\\[[^\\]]+\\])?\\s*-->\\s*(.+?)\\s*$", Pattern.MULTILINE);

    private final Map<String, Set<String>> arrows = new LinkedHashMap<>();

    private ModulePicture(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        Matcher node = NODE.matcher(text);
        while (node.find()) {
            names.put(node.group(1), node.group(2));
            arrows.putIfAbsent(node.group(2), new LinkedHashSet<>());
        }
        Matcher arrow = ARROW.matcher(text);
        while (arrow.find()) {
            for (String to : arrow.group(2).split("\\s*&\\s*", -1)) {
                arrows.get(named(names, arrow.group(1)))
                        .add(named(names, to.replaceFirst("\\[.*", "")));
            }
        }
    }

    private static String named(Map<String, String> names, String id) {
        String name = names.get(id);
        if (name == null) {
            throw new IllegalArgumentException("the picture has an arrow at '" + id + "' alone");
        }
        return name;
    }

    static ModulePicture in(Path readme) {
        try {
            Matcher block = BLOCK.matcher(Files.readString(readme));
            if (!block.find()) {
                throw new IllegalArgumentException(readme + " has no Mermaid picture");
            }
            return new ModulePicture(block.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> modules() {
        return arrows.keySet();
    }

    Set<String> arrowsFrom(String module) {
        return arrows.getOrDefault(module, Set.of());
    }

    /** All modules to which arrows lead, one after another. */
    Set<String> reachableFrom(String module) {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(arrowsFrom(module));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (reached.add(next)) {
                open.addAll(arrowsFrom(next));
            }
        }
        return reached;
    }
}
