// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

/** A value that a setting cannot have, with the key of the setting, at which a config has it. */
public final class SettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;

    /**
     * Creates the refusal of a value.
     *
     * @param key of the setting; of one in a nested mapping with dots, such as {@code target.limit}
     * @param problem the rest of a sentence of which the key is the subject, such as {@code must be
     *     at least 1, is 0}
     */
    public SettingException(String key, String problem) {
        this(key, key + " " + problem, problem);
    }

    private SettingException(String key, String message, String problem) {
        super(message);
        this.key = key;
        this.problem = problem;
    }

    /** Returns the refusal of a value, in a sentence of its own. */
    public static SettingException about(String key, String sentence) {
        return new SettingException(key, key + ": " + sentence, sentence);
    }

    /** Returns the refusal of values together, in a sentence that names their keys. */
    public static SettingException together(String key, String sentence) {
        return new SettingException(key, sentence, sentence);
    }

    /** Returns the refusal of a value, in a sentence of its own, for a reason. */
    public static SettingException about(String key, String sentence, Throwable cause) {
        SettingException refusal = about(key, sentence);
        refusal.initCause(cause);
        return refusal;
    }

    public String key() {
        return key;
    }

    /** Returns the message without the key, where that is its subject. */
    public String problem() {
        return problem;
    }
}
