// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each key of a part changes some number: two parts whose settings differ in that key alone have
 * different fingerprints. A number that acts below its default goes on acting above, and a schedule
 * acts at later steps.
 *
 * @param settings of the contract
 * @param read the part of settings; throws {@link IllegalArgumentException} where they are rejected
 * @param fingerprint of a part; throws likewise
 */
record SettingsCheck(
        List<String> settings,
        Function<String, Object> read,
        Function<Object, Optional<Fingerprint>> fingerprint) {

    /** Returns the texts of other settings by the key in which they differ from a text. */
    private Map<String, List<String>> others(String text) {
        return read.apply(text) instanceof Record part
                ? OtherSettings.of(part, text, settings)
                : Map.of();
    }

    /** What {@code keysWithoutEffect()} adds to a number that is a limit. */
    private static final String ABOVE = " above its default";

    /** What it adds to a schedule of which the first value alone is read. */
    private static final String LATER = " after its first step";

    /**
     * Returns two texts of equal numbers by each key that acts below its default and no longer
     * above, whatever the other settings.
     */
    private Map<String, String> limited() {
        Map<String, String> limited = new LinkedHashMap<>();
        Set<String> acting = new TreeSet<>();
        for (String text : settings) {
            growing(text)
                    .forEach(
                            (key, texts) -> {
                                if (!acting.contains(key)) {
                                    Optional<String> equal = equalAfterOthers(texts);
                                    equal.ifPresentOrElse(
                                            found -> limited.putIfAbsent(key, found),
                                            () -> acting.add(key));
                                }
                            });
        }
        limited.keySet().removeAll(acting);
        return limited;
    }

    /** Returns two texts of equal numbers by each schedule that is read at its first step alone. */
    private Map<String, String> frozen() {
        Map<String, String> frozen = new LinkedHashMap<>();
        Set<String> acting = new TreeSet<>();
        for (String text : settings) {
            if (!(read.apply(text) instanceof Record part)) {
                continue;
            }
            OtherSettings.scheduled(part, text)
                    .forEach(
                            (key, texts) -> {
                                List<Fingerprint> prints =
                                        texts.stream().flatMap(t -> of(t).stream()).toList();
                                if (prints.size() < texts.size()) {
                                    return;
                                }
                                if (prints.get(0).equalTo(prints.get(1))) {
                                    frozen.putIfAbsent(key, String.join(" and ", texts));
                                } else {
                                    acting.add(key);
                                }
                            });
        }
        frozen.keySet().removeAll(acting);
        return frozen;
    }

    private Map<String, List<String>> growing(String text) {
        return read.apply(text) instanceof Record part
                ? OtherSettings.growing(part, text)
                : Map.of();
    }

    /** Returns two neighbours of equal numbers that follow two of different ones. */
    private Optional<String> equalAfterOthers(List<String> texts) {
        String last = "";
        Fingerprint before = null;
        boolean acts = false;
        for (String text : texts) {
            Optional<Fingerprint> print = of(text);
            if (print.isEmpty()) {
                continue;
            }
            boolean same = before != null && print.get().equalTo(before);
            if (same && acts) {
                return Optional.of(last + " and " + text);
            }
            acts = acts || (before != null && !same);
            before = print.get();
            last = text;
        }
        return Optional.empty();
    }

    /** Returns the keys for which no other value is known that the part accepts. */
    List<String> neverVaried() {
        Map<String, Boolean> varied = new TreeMap<>();
        for (String text : settings) {
            others(text)
                    .forEach(
                            (key, others) ->
                                    varied.merge(
                                            key,
                                            hasTwoValues(key)
                                                    || others.stream().anyMatch(this::isAccepted),
                                            Boolean::logicalOr));
        }
        return varied.keySet().stream().filter(key -> !varied.get(key)).toList();
    }

    /** Returns whether the settings of the contract differ in a key, maybe among others. */
    private boolean hasTwoValues(String key) {
        return settings.stream().map(text -> OtherSettings.value(text, key)).distinct().count() > 1;
    }

    /**
     * Returns whether the learned tensors of a part that are no parameters are some with other
     * settings, as what is held fixed and may be learned: there are as many more of their shapes.
     */
    boolean isAllListed(Fingerprint part) {
        return settings.stream()
                .flatMap(
                        text ->
                                Stream.concat(
                                        Stream.of(text),
                                        others(text).values().stream().flatMap(List::stream)))
                .flatMap(text -> of(text).stream())
                .anyMatch(print -> print.unlisted().isEmpty() && listsMore(print, part));
    }

    private static boolean listsMore(Fingerprint all, Fingerprint some) {
        return some.unlisted().stream()
                .allMatch(
                        shape ->
                                Collections.frequency(all.listed(), shape)
                                        >= Collections.frequency(some.listed(), shape)
                                                + Collections.frequency(some.unlisted(), shape));
    }

    private boolean isAccepted(String text) {
        try {
            return read.apply(text) != null;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    private Optional<Fingerprint> of(String text) {
        try {
            return fingerprint.apply(read.apply(text));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "with %s: %s; reject these settings where they are read, or compute with them"
                            .formatted(text, e),
                    e);
        }
    }

    /**
     * What keys do.
     *
     * @param acting those that change numbers
     * @param unchanged two texts of equal numbers by each other key
     */
    record Effects(Set<String> acting, Map<String, String> unchanged) {}

    /** Compares settings that differ in one key. */
    Effects effects() {
        Map<String, String> unchanged = new LinkedHashMap<>();
        Set<String> acting = new TreeSet<>();
        for (String text : settings) {
            Map<String, List<String>> others = new LinkedHashMap<>(others(text));
            others.keySet().removeAll(acting);
            Optional<Fingerprint> base = others.isEmpty() ? Optional.empty() : of(text);
            if (base.isEmpty()) {
                continue;
            }
            others.forEach(
                    (key, texts) -> {
                        for (String other : texts) {
                            Optional<Fingerprint> print = of(other);
                            if (print.isPresent() && !print.get().equalTo(base.get())) {
                                acting.add(key);
                                break;
                            } else if (print.isPresent()) {
                                unchanged.putIfAbsent(key, text + " and " + other);
                            }
                        }
                    });
        }
        unchanged.keySet().removeAll(acting);
        return new Effects(acting, unchanged);
    }

    /**
     * Asserts that each key changes something, also above its default and after the first step, but
     * those of which the contract says why not.
     */
    void check(Map<String, String> withoutEffect) {
        Effects effects = effects();
        Map<String, String> unchanged = new LinkedHashMap<>(effects.unchanged());
        limited().forEach((key, texts) -> unchanged.put(key + ABOVE, texts));
        frozen().forEach((key, texts) -> unchanged.put(key + LATER, texts));
        withoutEffect.forEach(
                (key, reason) -> {
                    boolean limits = key.endsWith(ABOVE) || key.endsWith(LATER);
                    if (limits ? !unchanged.containsKey(key) : effects.acting().contains(key)) {
                        throw new AssertionError(
                                "keysWithoutEffect() names '" + key + "', which changes numbers");
                    }
                    unchanged.remove(key);
                });
        requireNone(unchanged);
    }

    /** Asserts that no number is a limit, but those that are named with the reason. */
    void checkGrowth(Map<String, String> excused) {
        Map<String, String> limited = limited();
        limited.keySet().removeIf(key -> excused.containsKey(key + ABOVE));
        Map<String, String> unchanged = new LinkedHashMap<>();
        limited.forEach((key, texts) -> unchanged.put(key + ABOVE, texts));
        requireNone(unchanged);
    }

    /**
     * Fails if there are texts of equal numbers.
     *
     * @param unchanged by a key, and after a blank by where it changes nothing
     */
    static void requireNone(Map<String, String> unchanged) {
        if (!unchanged.isEmpty()) {
            throw new AssertionError(
                    unchanged.entrySet().stream()
                            .map(SettingsCheck::sentence)
                            .collect(
                                    Collectors.joining(
                                            "; ",
                                            "",
                                            "; add settings under which it acts, as a limit that is"
                                                    + " reached; else, is it read? If it acts elsewhere,"
                                                    + " name it in keysWithoutEffect(), with the"
                                                    + " reason")));
        }
    }

    private static String sentence(Map.Entry<String, String> unchanged) {
        String[] words = unchanged.getKey().split("(?= )", 2);
        String where = words.length > 1 ? words[1] : "";
        return "the setting '%s' changes nothing%s: %s give equal numbers"
                .formatted(words[0], where, unchanged.getValue());
    }
}
