// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Method;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.Comparison;

/**
 * The BibTeX entries of the methods that runs used, each once, in the order of their keys.
 *
 * <p>Two different entries with one key are both kept: the second is called {@code key-2}.
 */
@Internal
public final class Bibliography {

    /** Kinds of methods that the paragraph on models does not cite, because others do. */
    static final String METRIC = "metric";

    static final String OPTIMIZER = "optimizer";
    static final String DATA_SOURCE = "data source";

    private static final Pattern KEY = Pattern.compile("(@\\w+\\s*\\{\\s*)([^,\\s]+)(\\s*,)");

    private final Map<String, List<String>> entries = new TreeMap<>();

    static Bibliography of(Comparison comparison) {
        return of(
                comparison.ended().stream().flatMap(record -> record.methods().stream()).toList());
    }

    /** Returns the entries of methods. */
    public static Bibliography of(List<Method> methods) {
        Bibliography all = new Bibliography();
        methods.stream().sorted((a, b) -> content(a).compareTo(content(b))).forEach(all::add);
        return all;
    }

    private void add(Method method) {
        List<String> ofKey = entries.computeIfAbsent(method.key(), k -> new ArrayList<>());
        if (!ofKey.contains(content(method))) {
            ofKey.add(content(method));
        }
    }

    /** Entries that differ in white space only are the same. */
    private static String content(Method method) {
        return method.bibtex()
                .strip()
                .replaceAll("[ \\t]*\\R\\s*", "\n  ")
                .replaceAll("\n  }$", "\n}");
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the key of a method in the file. */
    String key(Method method) {
        List<String> ofKey = entries.getOrDefault(method.key(), List.of());
        return key(method.key(), ofKey.indexOf(content(method)));
    }

    private static String key(String key, int index) {
        return index <= 0 ? key : key + "-" + (index + 1);
    }

    /** Returns the keys of those methods of records that a condition chooses, in order. */
    Set<String> keys(List<RunRecord> records, Predicate<Method> which) {
        return records.stream()
                .flatMap(record -> record.methods().stream())
                .filter(which)
                .map(this::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String cite(Set<String> keys) {
        return keys.isEmpty() ? "" : "~\\cite{" + String.join(",", keys) + "}";
    }

    String file() {
        return "% The papers of the methods of this comparison.\n"
                + (isEmpty() ? "" : "\n" + text());
    }

    /** Returns the entries, with an empty line between them. */
    public String text() {
        List<String> named = new ArrayList<>();
        entries.forEach(
                (key, contents) -> {
                    for (int i = 0; i < contents.size(); i++) {
                        String replacement = "$1" + Matcher.quoteReplacement(key(key, i)) + "$3";
                        named.add(KEY.matcher(contents.get(i)).replaceFirst(replacement) + "\n");
                    }
                });
        return String.join("\n", named);
    }
}
