// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.google.inject.BindingAnnotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the names of metrics that are measured of every model for which they are defined. */
@BindingAnnotation
@Retention(RetentionPolicy.RUNTIME)
@interface WhereDefined {}
