// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The BibTeX entries of all modules and plugins, by key. */
public final class Papers {

    /** The resource of a jar with its entries. An entry begins and ends at the start of a line. */
    public static final String RESOURCE = "META-INF/vaelab/papers.bib";

    private static final Pattern ENTRY =
            Pattern.compile("^@\\w+\\{([^,\\s]+),.*?^\\}", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern ACCENT = Pattern.compile("\\{\\\\(['\"])(\\w)\\}");

    private final NavigableMap<String, String> entries;

    private Papers(NavigableMap<String, String> entries) {
        this.entries = entries;
    }

    /**
     * Reads the entries that a class loader finds. Of two entries with one key, the first counts,
     * which is that of VaeLab.
     *
     * @throws UncheckedIOException if a resource cannot be read
     */
    public static Papers load(ClassLoader loader) {
        NavigableMap<String, String> entries = new TreeMap<>();
        try {
            for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
                parse(text(resource)).forEach(entries::putIfAbsent);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the papers of a module cannot be read", e);
        }
        return new Papers(entries);
    }

    private static String text(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        // A cached jar would stay open after its plugin is closed.
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    /** Returns the entries of a BibTeX file, by key. */
    public static Map<String, String> parse(String bibtex) {
        NavigableMap<String, String> entries = new TreeMap<>();
        Matcher entry = ENTRY.matcher(bibtex);
        while (entry.find()) {
            entries.put(entry.group(1), entry.group());
        }
        return entries;
    }

    /** Returns the keys of the papers that a class cites; none if it has no {@link Cites}. */
    public static List<String> of(Class<?> type) {
        Cites cites = type.getAnnotation(Cites.class);
        return cites == null ? List.of() : List.of(cites.value());
    }

    /** Returns the BibTeX entry of a key. */
    public Optional<String> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Returns the known key that is nearest to one, if there is one near it. */
    public Optional<String> nearest(String key) {
        return Spelling.nearest(key, entries.keySet());
    }

    /**
     * Returns an entry as one line: authors, title, venue and year.
     *
     * @return the line; the key if there is no such entry
     */
    public String line(String key) {
        List<String> parts = new ArrayList<>();
        String entry = entries.getOrDefault(key, "");
        for (String field : List.of("author", "title", "booktitle", "journal", "year")) {
            Matcher value =
                    Pattern.compile("^\\s*" + field + "\\s*=\\s*\\{(.*)\\},?$", Pattern.MULTILINE)
                            .matcher(entry);
            if (value.find()) {
                parts.add(plain(value.group(1)));
            }
        }
        return parts.isEmpty() ? key : String.join(". ", parts);
    }

    /** Returns a field without the braces and accents of BibTeX. */
    private static String plain(String field) {
        String accents =
                ACCENT.matcher(field)
                        .replaceAll(
                                accent ->
                                        accent.group(2)
                                                + (accent.group(1).equals("'")
                                                        ? "\u0301"
                                                        : "\u0308"));
        return Normalizer.normalize(accents, Normalizer.Form.NFC)
                .replace("{\\o}", "ø")
                .replace("---", "—")
                .replaceAll("[{}]", "");
    }
}
