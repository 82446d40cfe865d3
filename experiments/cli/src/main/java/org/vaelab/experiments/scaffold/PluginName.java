// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;

/**
 * The names of a new plugin.
 *
 * @param part as a config names it: {@code skew-normal}
 * @param packageName of its classes: {@code org.example.skewnormal}
 */
@Internal
public record PluginName(String part, String packageName) {

    private static final Pattern PART = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST = 60;

    /**
     * Checks the names.
     *
     * @throws UserError if one is none
     */
    public PluginName {
        if (!PART.matcher(part).matches() || part.length() > LONGEST) {
            throw new UserError(
                    ("'%s' cannot be the name of a part%s\n    allowed: words of "
                                    + "small letters and digits with hyphens between them, a letter "
                                    + "first, at most %s, such as skew-normal")
                            .formatted(
                                    part,
                                    suggestion(part)
                                            .map(s -> "; did you mean '" + s + "'?")
                                            .orElse(""),
                                    LONGEST));
        }
        if (!SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
            throw new UserError(
                    "'"
                            + packageName
                            + "' cannot be the name of a Java package\n    choose one with"
                            + " --package, such as org.example.vae");
        }
        if (packageName.equals("org.vaelab") || packageName.startsWith("org.vaelab.")) {
            throw new UserError(
                    "the package '"
                            + packageName
                            + "' is VaeLab's own\n    choose another with --package, such as"
                            + " org.example.vae");
        }
    }

    /** Returns the names of a plugin in the package {@code org.example.<name>}. */
    public static PluginName of(String part) {
        return new PluginName(part, "org.example." + part.replace("-", ""));
    }

    /** What the name might have been meant to be: SkewNormal and skew_normal are skew-normal. */
    private static Optional<String> suggestion(String written) {
        String words =
                written.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^[-0-9]+|-+$", "");
        return Optional.of(words).filter(s -> PART.matcher(s).matches() && s.length() <= LONGEST);
    }

    /** Returns what the names of its classes begin with: {@code SkewNormal}. */
    public String classPrefix() {
        return Stream.of(part.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
