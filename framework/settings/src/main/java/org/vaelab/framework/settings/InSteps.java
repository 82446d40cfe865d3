// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.vaelab.framework.Internal;

/**
 * A key that counts training steps. A config may give passes over the training data instead, such
 * as {@code 20 epochs}. An epoch has {@code floor(N / batch)} steps, because the last, incomplete
 * batch is dropped.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@Internal
public @interface InSteps {}
