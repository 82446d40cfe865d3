// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Sequence;
import org.vaelab.framework.settings.Expectation;

/** Translates errors of Jackson, or of the constructor of a record, into problems of a config. */
final class Refusal {

    private static final Pattern MISSING =
            Pattern.compile("Missing required creator property '([^']+)'");
    private static final Pattern FIRST_WORD = Pattern.compile("^([A-Za-z][A-Za-z0-9]*)");

    private static final Pattern SUBJECT =
            Pattern.compile("^([A-Za-z][A-Za-z0-9]*)(: | (?=(must|is|are|holds) ))");

    private final Mapping section;
    private final JsonMappingException cause;

    Refusal(Mapping section, JsonMappingException cause) {
        this.section = section;
        this.cause = cause;
    }

    /**
     * Returns whether the removed keys, by their paths, may be the only cause of the error. They may cause a missing
     * key. They may also cause an error of a constructor, unless its message begins with a present
     * key and names no removed one.
     */
    boolean mayFollowFrom(List<List<String>> taken) {
        if (missingKey().isPresent()) {
            return !taken.isEmpty();
        }
        List<String> at = path(cause);
        List<String> lost =
                taken.stream()
                        .filter(path -> path.size() > at.size())
                        .filter(path -> path.subList(0, at.size()).equals(at))
                        .map(path -> path.get(at.size()))
                        .toList();
        if (lost.isEmpty() || !isOfConstructor()) {
            return false;
        }
        String message = message();
        Matcher word = FIRST_WORD.matcher(message);
        boolean ofKeyThatIsThere =
                locate(section, cause.getPath()) instanceof Mapping mapping
                        && word.find()
                        && mapping.has(word.group(1));
        return !ofKeyThatIsThere || lost.stream().anyMatch(key -> names(message, key));
    }

    private static boolean names(String message, String key) {
        return Pattern.compile("\\b" + Pattern.quote(key) + "\\b").matcher(message).find();
    }

    /** The keys and list indexes on the path to Jackson's error. */
    static List<String> path(JsonMappingException e) {
        return e.getPath().stream()
                .map(
                        part ->
                                part.getFieldName() == null
                                        ? "[" + part.getIndex() + "]"
                                        : part.getFieldName())
                .toList();
    }

    private boolean isOfConstructor() {
        return cause instanceof ValueInstantiationException || cause.getCause() != null;
    }

    private Optional<String> missingKey() {
        Matcher matcher = MISSING.matcher(String.valueOf(cause.getOriginalMessage()));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    Problem problem() {
        ConfigNode node = locate(section, cause.getPath());
        Optional<String> missing = missingKey();
        if (missing.isPresent()) {
            return Problem.at(node.place(), "the key '" + missing.get() + "' is missing");
        }
        if (cause instanceof InvalidTypeIdException unknown) {
            return unknownType(node, unknown);
        }
        if (isOfConstructor()) {
            return refused(node);
        }
        Class<?> target =
                cause instanceof MismatchedInputException mismatch
                        ? mismatch.getTargetType()
                        : null;
        if (target != null && target.isEnum()) {
            return unknownConstant(node, target);
        }
        return Problem.at(
                node.place(),
                "is %s%s, expected %s"
                        .formatted(
                                node.written(), typeOf(node), Expectation.of(target, node.json())));
    }

    /** The message of the code that rejected the value, at the key that it names. */
    private Problem refused(ConfigNode node) {
        return root() instanceof NullPointerException
                ? Problem.at(node.place(), "a value is empty, expected one")
                : inSection(node, message());
    }

    private String message() {
        Throwable root = root();
        return root instanceof JsonMappingException mapping
                ? mapping.getOriginalMessage()
                : String.valueOf(root.getMessage());
    }

    private Throwable root() {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Places a message at the key that it begins with, if the section has it. */
    static Problem inSection(ConfigNode node, String message) {
        Matcher word = FIRST_WORD.matcher(message);
        if (node instanceof Mapping mapping && word.find() && mapping.has(word.group(1))) {
            ConfigNode named = mapping.members().get(word.group(1)).value();
            return atKey(named.place(), message);
        }
        return atKey(node.place(), message);
    }

    /**
     * Returns the message without the key that it begins with, if the place ends in that key. Lines
     * after the first become hints.
     */
    private static Problem atKey(Place place, String message) {
        Matcher subject = SUBJECT.matcher(message);
        boolean repeated =
                subject.find()
                        && (place.path().equals(subject.group(1))
                                || place.path().endsWith("." + subject.group(1)));
        String text = repeated ? message.substring(subject.end()) : message;
        return Problem.ofLines(place, text);
    }

    private static Problem unknownType(ConfigNode node, InvalidTypeIdException e) {
        Class<?> base = e.getBaseType().getRawClass();
        List<String> known = Expectation.typeNames(base);
        String typeId = e.getTypeId();
        if (typeId == null) {
            return Problem.at(
                    node.place(),
                    "the key 'type' is missing",
                    "one of " + String.join(", ", known));
        }
        ConfigNode named =
                node instanceof Mapping mapping ? mapping.get("type").orElse(node) : node;
        return Problem.unknown(named.place(), "type", typeId, known);
    }

    private static Problem unknownConstant(ConfigNode node, Class<?> target) {
        List<String> allowed = Expectation.constants(target);
        return Problem.unknown(node.place(), "value", node.json().asText(), allowed);
    }

    private static String typeOf(ConfigNode node) {
        return node.json().isTextual() ? " (text)" : "";
    }

    /** Returns the deepest node that a path of Jackson's leads to. */
    static ConfigNode locate(ConfigNode root, List<JsonMappingException.Reference> path) {
        ConfigNode node = root;
        for (JsonMappingException.Reference part : path) {
            if (node instanceof Mapping mapping && mapping.has(part.getFieldName())) {
                node = mapping.members().get(part.getFieldName()).value();
            } else if (node instanceof Sequence list
                    && part.getIndex() >= 0
                    && part.getIndex() < list.items().size()) {
                node = list.items().get(part.getIndex());
            } else {
                return node;
            }
        }
        return node;
    }
}
