package io.github.waitgroup.benchmarks.load;

/**
 * What a service has done and needed under load.
 *
 * @param perSecond requests answered in a second
 * @param p99Micros microseconds in which 99 of 100 requests were answered
 * @param processorMicros microseconds of processor time for a request
 * @param bytes bytes allocated for a request
 */
record Sample(double perSecond, double p99Micros, double processorMicros, double bytes) {

    /** The mean of two samples that took the same time. */
    Sample mean(Sample other) {
        return new Sample(
                (perSecond + other.perSecond) / 2,
                (p99Micros + other.p99Micros) / 2,
                (processorMicros + other.processorMicros) / 2,
                (bytes + other.bytes) / 2);
    }
}
