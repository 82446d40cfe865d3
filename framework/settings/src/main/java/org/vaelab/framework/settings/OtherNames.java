// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;

/** Finds the key that another library calls otherwise. */
@Internal
public final class OtherNames {

    private OtherNames() {}

    /** Returns whether two names are the same but for case, hyphens and underscores. */
    public static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }

    /**
     * Returns the unit of a value under another name of a key; empty if it is no name of the key.
     */
    public static Optional<AlsoKnownAs.Counted> counted(RecordComponent key, String name) {
        if (same(key.getName(), name)) {
            return Optional.of(AlsoKnownAs.Counted.THE_SAME);
        }
        return Stream.concat(
                        SettingKey.described(key),
                        Stream.of(key.getAnnotations()).map(Annotation::annotationType))
                .flatMap(of -> of(of, name).stream())
                .findFirst();
    }

    /**
     * Returns the unit of a value under another name of a part or key; empty if it is no name of
     * it.
     */
    static Optional<AlsoKnownAs.Counted> of(AnnotatedElement named, String name) {
        return Stream.of(named.getAnnotationsByType(AlsoKnownAs.class))
                .filter(names -> Stream.of(names.value()).anyMatch(each -> same(each, name)))
                .map(AlsoKnownAs::counted)
                .findFirst();
    }
}
