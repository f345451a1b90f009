// jemalloc's settings; it reads this name before main(). One heap for all threads: here what one thread allocates
// another frees, and each heap keeps some megabytes of its own. What a batch has freed goes back after a second, since
// the next ones come sooner than that. A build with sanitizers has their allocator, and nobody reads this.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:1,dirty_decay_ms:1000";
}
